import { expect, test } from 'vitest';
import { trendOf } from './use-group-history.ts';

const sample = (
  second: number,
  lag: number | null,
  pending: number,
  added: number | null,
  read: number | null,
) => ({
  at: second * 1_000,
  lag,
  pending,
  entriesAdded: added,
  entriesRead: read,
});

test('acknowledged is what was read and is no longer pending', () => {
  const trend = trendOf([
    sample(0, 100, 10, 1_000, 900),
    sample(1, 90, 15, 1_050, 960),
    sample(2, 80, 5, 1_100, 1_020),
  ]);
  expect(trend.inPerSecond).toBe(50);
  expect(trend.outRates).toEqual([55, 70]);
  expect(trend.lagPerSecond).toBe(-10);
});

test('what the server does not say stays unknown', () => {
  const trend = trendOf([sample(0, null, 10, null, null), sample(1, null, 12, null, null)]);
  expect(trend).toMatchObject({ lag: [], inPerSecond: null, outPerSecond: null, lagPerSecond: null });
  expect(trend.pending).toEqual([10, 12]);
});

test('the change of the lag is that of the last ten seconds, however many readings they have', () => {
  const old = [sample(0, 9_000, 0, 0, 0), sample(5, 5_000, 0, 0, 0)];
  expect(
    trendOf([...old, sample(10, 500, 0, 0, 0), sample(15, 450, 0, 0, 0), sample(20, 400, 0, 0, 0)])
      .lagPerSecond,
  ).toBe(-10);
  expect(trendOf([sample(0, 100, 0, 0, 0), sample(30, 400, 0, 0, 0)]).lagPerSecond).toBe(10);
});
