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
