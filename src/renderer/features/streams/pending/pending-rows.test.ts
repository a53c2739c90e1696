import { expect, it } from 'vitest';
import { DeliveryTimes, isShownAlike, type PendingRow } from './pending-rows.ts';

it('keeps the time of a delivery while it is read again, and takes that of a new one', () => {
  const times = new DeliveryTimes();
  expect(times.of('1-0', '1', 10_000)).toBe(10_000);
  expect(times.of('1-0', '1', 10_037)).toBe(10_000);
  expect(times.of('1-0', '1', 9_980)).toBe(10_000);
  expect(times.of('1-0', '2', 10_050)).toBe(10_050);
  // A claim with JUSTID delivers without counting.
  expect(times.of('1-0', '2', 20_000)).toBe(20_000);
});

it('is shown alike while its idle time is, which is told the coarser the longer it is', () => {
  const row = (idleMs: number, other: Partial<PendingRow> = {}): PendingRow => ({
    id: '1-0',
    consumer: 'one',
    consumerBytes: new TextEncoder().encode('one'),
    idleMs,
    deliveries: '1',
    deliveredAt: 1_000,
    ghost: false,
    entry: null,
    size: 10,
    ...other,
  });
  expect(isShownAlike(row(7_200_000), row(7_202_000))).toBe(true);
  expect(isShownAlike(row(7_200_000), row(7_260_000))).toBe(false);
  expect(isShownAlike(row(20_000), row(22_000))).toBe(false);
  expect(isShownAlike(row(7_200_000), row(7_202_000, { deliveries: '2' }))).toBe(false);
  expect(isShownAlike(row(7_200_000), row(7_202_000, { consumer: 'two' }))).toBe(false);
});
