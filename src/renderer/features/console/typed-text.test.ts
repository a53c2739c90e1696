import { expect, test } from 'vitest';
import { readTyped } from './typed-text.ts';

test('keeps what is between MULTI and EXEC together', () => {
  expect(readTyped('SET a 1\n\n# a note\nmulti\nINCR a\nexec\n GET a ').units).toEqual([
    { lines: ['SET a 1'], times: 1 },
    { lines: ['multi', 'INCR a', 'exec'], times: 1 },
    { lines: ['GET a'], times: 1 },
  ]);
  expect(readTyped('MULTI\nINCR a').units).toEqual([
    { lines: ['MULTI'], times: 1 },
    { lines: ['INCR a'], times: 1 },
  ]);
});

test('repeats as redis-cli does', () => {
  expect(readTyped('5 INCR a').units).toEqual([{ lines: ['INCR a'], times: 5 }]);
  expect(readTyped('5').units).toEqual([{ lines: ['5'], times: 1 }]);
  expect(readTyped('5000 PING').problem?.message).toContain('at most 1000 times');
});

test('takes a line for a shell as far as it can', () => {
  expect(readTyped('redis-cli GET "a b"').units).toEqual([{ lines: ['GET "a b"'], times: 1 }]);
  expect(readTyped('redis-cli -n 2 GET a').problem).toMatchObject({
    message: expect.stringContaining('shell'),
  });
});

test('says in which line and where something is wrong, before anything is run', () => {
  expect(readTyped('SET a 1\nSET b "x')).toEqual({
    units: null,
    problem: { message: expect.stringContaining('not closed'), line: 2, at: 14 },
  });
});

test('refuses more lines than it takes before it reads any, and reads the longest text without looking ahead for each line', () => {
  expect(readTyped(`MULTI "\n${'MULTI\n'.repeat(100_000)}`).problem).toMatchObject({
    message: expect.stringContaining('up to 5000 lines'),
    line: 5_001,
  });
  expect(readTyped('PING\n'.repeat(5_000)).units).toHaveLength(5_000);
  expect(readTyped('MULTI\nEXEC\nMULTI\nPING').units).toHaveLength(3);
});
