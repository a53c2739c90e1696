import { expect, test } from 'vitest';
import { replacedMembers } from './replaced-members.ts';

test('a member gets another value, and nothing else changes', () => {
  const text = '{"2": 1, "1":[{"at":5}], "at" : 12345678901234567890.5, "big":12345678901234567890}';
  expect(replacedMembers(text, { at: '7' })).toBe(
    '{"2": 1, "1":[{"at":5}], "at" : 7, "big":12345678901234567890}',
  );
});

test('a list or an object is replaced whole', () => {
  expect(replacedMembers('{"a":[1,{"a":2}],"b":3}', { a: '7' })).toBe('{"a":7,"b":3}');
});

test('what is not there is added', () => {
  expect(replacedMembers('{"a":{"at":1}}', { at: '7', b: '"x"' })).toBe('{"a":{"at":1},"at":7,"b":"x"}');
  expect(replacedMembers('{ }', { at: '7' })).toBe('{ "at":7}');
});

test('a name may be written with escapes, and a value may look like a name', () => {
  expect(replacedMembers(String.raw`{"\u0061t":1,"x":"at","y":"at"}`, { at: '2' })).toBe(
    String.raw`{"\u0061t":2,"x":"at","y":"at"}`,
  );
});
