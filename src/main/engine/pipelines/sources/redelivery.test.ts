import { expect, test } from 'vitest';
import { triage } from './redelivery.ts';

const entries = (...deliveries: number[]) =>
  deliveries.map((count, index) => ({ id: `${index}-0`, deliveries: count }));
const counts = (list: readonly { deliveries: number }[]) => list.map(({ deliveries }) => deliveries);

test('entries are given together at first, alone for the last times, and together again when they are invalid', () => {
  const { together, alone } = triage(entries(1, 2, 3, 4, 5, 6), 5);
  expect(counts(together)).toEqual([1, 5, 6]);
  expect(counts(alone)).toEqual([2, 3, 4]);
});

test('with the least limit whatever comes again comes alone once', () => {
  const { together, alone } = triage(entries(1, 2), 2);
  expect([counts(together), counts(alone)]).toEqual([[2], [1]]);
});

test('without a limit all are given together', () => {
  expect(triage(entries(1, 1_000_000), Infinity).alone).toEqual([]);
});
