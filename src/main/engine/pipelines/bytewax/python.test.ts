import { expect, test } from 'vitest';
import { call, dict, list, statement, text, tuple } from './python.ts';

test('a string is in the quotes that need fewer backslashes', () => {
  expect(text(`event.name != ''`)).toBe(`"event.name != ''"`);
  expect(text('say "hi"')).toBe(`'say "hi"'`);
  expect(text(`"a" and 'b'`)).toBe(String.raw`"\"a\" and 'b'"`);
  expect(text('C:\\x\n\u0000\u2028é😀\u{e0001}')).toBe(String.raw`"C:\\x\n\u0000\u2028é😀\U000e0001"`);
});

test('what fits stands on one line; what does not, one item below the other with a comma', () => {
  expect(statement('x', call('f', [text('a')], { b: 'True', c: undefined }))).toBe('x = f("a", b=True)');
  expect(statement(null, call('f', [tuple([text('a')]), tuple(['1', '2'])]))).toBe('f(("a",), (1, 2))');
  const long = 'event.'.repeat(12);
  expect(statement('found', call('read', [text(long), list(['1', '2'])], { of: dict([['a', '1']]) }))).toBe(
    `found = read(\n    "${long}",\n    [1, 2],\n    of={"a": 1},\n)`,
  );
  expect(statement('found', call('read', [tuple([text(long.repeat(2))])]))).toBe(
    `found = read(\n    (\n        "${long.repeat(2)}",\n    ),\n)`,
  );
});

test('a line of 88 characters fits, one of 89 does not', () => {
  const fits = 'x'.repeat(88 - 'a = f("")'.length);
  expect(statement('a', call('f', [text(fits)]))).toHaveLength(88);
  expect(statement('a', call('f', [text(`${fits}x`)])).split('\n')).toHaveLength(3);
});
