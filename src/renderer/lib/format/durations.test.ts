import { expect, it } from 'vitest';
import { formatDuration, formatExactDuration } from './durations.ts';

it('speaks in the unit that fits', () => {
  expect(
    [0, 0.214, 9.996, 840, 999.6, 3_200, 9_960, 59_600, 250_000, 240_000, 7_500_000, 273_600_000].map(
      formatDuration,
    ),
  ).toEqual([
    '0 ms',
    '0.21 ms',
    '10 ms',
    '840 ms',
    '1.0 s',
    '3.2 s',
    '10 s',
    '1 m',
    '4 m 10 s',
    '4 m',
    '2 h 5 m',
    '3 d 4 h',
  ]);
});

it('never shows 60 of a unit', () => {
  expect([3_599_600, 86_399_999].map(formatDuration)).toEqual(['1 h', '1 d']);
});

it('knows the unknown, the negative and the exact', () => {
  expect(formatDuration(null)).toBe('—');
  expect(formatDuration(-3_200)).toBe('-3.2 s');
  expect(formatExactDuration(250_123)).toBe('250,123 ms');
});
