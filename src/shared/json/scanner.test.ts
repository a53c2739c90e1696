import { expect, test } from 'vitest';
import { JsonScanner } from './scanner.ts';

const MANY = 10 * 2 ** 20;

test.each([
  ['a string', `"${'x'.repeat(MANY)}"`],
  ['a string of escapes', `"${'\\"'.repeat(MANY / 2)}"`],
  ['a string of backslashes', `"${'\\'.repeat(MANY)}"`],
  ['a number', '1'.repeat(MANY)],
  ['a word', 'a'.repeat(MANY)],
  ['space after a key', `"a"${' '.repeat(MANY)}:`],
])('%s of ten megabytes is one token', (_, text) => {
  const scanner = new JsonScanner(text);
  expect(scanner.next()).toBe(true);
  expect(scanner.end).toBeGreaterThan(2);
});
