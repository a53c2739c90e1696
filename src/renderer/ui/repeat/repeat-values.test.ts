import { expect, test } from 'vitest';
import { readRepeat } from './repeat-values.ts';

test('numbers as they are typed', () => {
  expect(readRepeat({ count: '', perSecond: '' })).toEqual({ count: 1, perSecond: null });
  expect(readRepeat({ count: '1,000', perSecond: ' 0.5 ' })).toEqual({ count: 1_000, perSecond: 0.5 });
});

test.each([
  ['0', ''],
  ['1.5', ''],
  ['-3', ''],
  ['ten', ''],
  ['100000001', ''],
])('a count of "%s" says what is allowed', (count, perSecond) => {
  expect(readRepeat({ count, perSecond })).toEqual({
    problem: expect.stringContaining('whole number from 1'),
  });
});

test.each(['0', 'fast', '20000000'])('a rate of "%s" says what is allowed', perSecond => {
  expect(readRepeat({ count: '1', perSecond })).toEqual({
    problem: expect.stringContaining('a number a second'),
  });
});
