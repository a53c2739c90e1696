import { expect, it } from 'vitest';
import { DeliveryTimes } from './pending-rows.ts';

it('keeps the time of a delivery while it is read again, and takes that of a new one', () => {
  const times = new DeliveryTimes();
  expect(times.of('1-0', '1', 10_000)).toBe(10_000);
  expect(times.of('1-0', '1', 10_037)).toBe(10_000);
  expect(times.of('1-0', '1', 9_980)).toBe(10_000);
  expect(times.of('1-0', '2', 10_050)).toBe(10_050);
  // A claim with JUSTID delivers without counting.
  expect(times.of('1-0', '2', 20_000)).toBe(20_000);
});
