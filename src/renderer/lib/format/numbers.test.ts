import { expect, it } from 'vitest';
import { countOf, formatAmount, formatCount, formatRate, formatShort, ordinal } from './numbers.ts';

it('groups counts and draws an unknown one as unknown', () => {
  expect(formatCount(1_204)).toBe('1,204');
  expect(formatCount(9_007_199_254_740_993n)).toBe('9,007,199,254,740,993');
  expect(formatCount(0)).toBe('0');
  expect(formatCount(null)).toBe('—');
});

it('keeps the fraction of a sum', () => {
  expect([1_204, 4.5, 0.256, 0.001234, null].map(formatAmount)).toEqual([
    '1,204',
    '4.5',
    '0.256',
    '0.00123',
    '—',
  ]);
});

it('counts things', () => {
  expect(countOf(1, 'subscriber')).toBe('1 subscriber');
  expect(countOf(12_000, 'entry', 'entries')).toBe('12,000 entries');
});

it('shows small rates with a decimal and never a small one as nothing', () => {
  expect([0, 0.01, 0.44, 9.95, 38.4, 1_104.2].map(formatRate)).toEqual([
    '0',
    '<0.1',
    '0.4',
    '10',
    '38',
    '1,104',
  ]);
});

it('shortens', () => {
  expect([0, 9.96, 999, 1_204, 35_400, 999_900, 1_250_000, 3e9].map(formatShort)).toEqual([
    '0',
    '10',
    '999',
    '1.2k',
    '35k',
    '1M',
    '1.3M',
    '3G',
  ]);
});

it('counts in order', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 103].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '103rd',
  ]);
});
