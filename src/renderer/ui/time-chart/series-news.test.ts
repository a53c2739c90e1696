import { expect, test } from 'vitest';
import { hasNewValues, haveGrown } from './series-news.ts';

const read = (first: number, ...values: (number | null)[][]) => ({
  now: first * 1_000,
  first,
  values,
  notHashes: [] as string[],
  partlyRead: [],
});
const busiest = (...series: [name: string, sum: number][]) => ({
  series: series.map(([name, sum]) => ({ name, sum })),
  others: { first: 0, values: [] as (number | null)[] },
  notHashes: [] as string[],
  more: false,
});

test.each([
  ['the same values again', read(10, [1, 2, null]), read(10, [1, 2, null]), false],
  ['a value that grew', read(10, [1, 2, null]), read(10, [1, 3, null]), true],
  ['buckets that moved on', read(10, [1, 2, null]), read(11, [2, null, null]), false],
  ['a value in the bucket that began', read(10, [1, 2, 3]), read(11, [2, 3, 1]), true],
  [
    'a value in the bucket that ended, as the next begins',
    read(10, [1, 2, null]),
    read(11, [2, 3, null]),
    true,
  ],
  ['a late value', read(10, [1, 2, null]), read(12, [7, null, null]), true],
  ['a series that was deleted', read(10, [1, 2, null]), read(10, [null, null, null]), true],
  ['a key that is no hash any more', read(10, [1]), { ...read(10, [1]), notHashes: ['ev:a'] }, true],
])('values: %s', (_, before, after, expected) => {
  expect(hasNewValues(1)(before, after)).toBe(expected);
});

test.each([
  ['the same sums again', busiest(['a', 2]), busiest(['a', 2]), false],
  ['a sum that buckets left', busiest(['a', 2], ['b', 2]), busiest(['a', 2], ['b', 1]), false],
  ['a sum that grew', busiest(['a', 2]), busiest(['a', 3]), true],
  ['a series that came', busiest(['a', 2]), busiest(['a', 2], ['b', 0]), true],
  ['a key that is no hash any more', busiest(['a', 2]), { ...busiest(['a', 2]), notHashes: ['b'] }, true],
  [
    'as much as before of what is not drawn, in other buckets',
    { ...busiest(['a', 2]), others: { first: 10, values: [4, 4, null] } },
    { ...busiest(['a', 2]), others: { first: 11, values: [4, 4, null] } },
    true,
  ],
])('series: %s', (_, before, after, expected) => {
  expect(haveGrown(1)(before, after)).toBe(expected);
});
