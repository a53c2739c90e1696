import { expect, test } from 'vitest';
import { durationOfAtLeast, parseDuration, typedDuration } from './duration.ts';

test.each([
  ['0ms', 0],
  ['500ms', 500],
  ['10s', 10_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each(['', '5', 's', '1.5s', '-1s', ' 1s', '1s ', '1w', '1S', '99999999999999999d'])(
  '"%s" is refused',
  text => expect(() => parseDuration(text)).toThrow(RangeError),
);

test.each([
  ['45 s', 45_000],
  ['1.5m', 90_000],
  ['500', 500],
  ['soon', null],
])('somebody who types "%s" means %s ms', (text, ms) => expect(typedDuration(text)).toBe(ms));

test.each([
  [1, '1s'],
  [3_201, '4s'],
  [600_000, '600s'],
  [660_001, '12m'],
  [36_000_001, '11h'],
  [86_400_000 * 40, '40d'],
])('%d ms fit into %s', (ms, text) => {
  expect(durationOfAtLeast(ms)).toBe(text);
  expect(parseDuration(text)).toBeGreaterThanOrEqual(ms);
});
