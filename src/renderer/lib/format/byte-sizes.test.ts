import { expect, it } from 'vitest';
import { formatBytes, formatExactBytes } from './byte-sizes.ts';

it('scales to a unit', () => {
  expect([0, 22, 999, 1_000, 1_757, 99_500, 999_999, 64e6, 1.24e9].map(formatBytes)).toEqual([
    '0 B',
    '22 B',
    '999 B',
    '1.0 kB',
    '1.8 kB',
    '100 kB',
    '1.0 MB',
    '64 MB',
    '1.2 GB',
  ]);
  expect(formatBytes(null)).toBe('—');
});

it('shows exact sizes grouped', () => {
  expect(formatExactBytes(10_485_760)).toBe('10,485,760 B');
});
