import { expect, it } from 'vitest';
import { keepEqual } from './keep-equal.ts';

it('answers with the older value where nothing changed, however deep', () => {
  const before = { list: [{ name: Uint8Array.of(1, 2), n: 3n }], nothing: null, rate: NaN };
  const after = { list: [{ name: Uint8Array.of(1, 2), n: 3n }], nothing: null, rate: NaN };
  expect(keepEqual(before, after)).toBe(before);
});

it('keeps what is equal beside what changed', () => {
  const before = { same: { a: [1] }, list: [{ id: 1 }, { id: 2 }], n: 1 };
  const after = keepEqual(before, { same: { a: [1] }, list: [{ id: 1 }, { id: 3 }], n: 2 });
  expect(after).toEqual({ same: { a: [1] }, list: [{ id: 1 }, { id: 3 }], n: 2 });
  expect(after.same).toBe(before.same);
  expect(after.list[0]).toBe(before.list[0]);
  expect(after.list[1]).not.toBe(before.list[1]);
});

it.each<[string, unknown, unknown]>([
  ['an item more', [1], [1, 2]],
  ['an item less', [1, 2], [1]],
  ['an undefined item more', [1], [1, undefined]],
  ['a member more', {}, { a: undefined }],
  ['a member less', { a: 1, b: 1 }, { a: 1 }],
  ['another name', { a: undefined }, { b: undefined }],
  ['another byte', Uint8Array.of(1), Uint8Array.of(2)],
  ['more bytes', Uint8Array.of(1), Uint8Array.of(1, 2)],
  ['another kind of array', Uint8Array.of(1), Float64Array.of(1)],
  ['a list for an object', {}, []],
  ['nothing', { a: 1 }, null],
  ['something', undefined, { a: 1 }],
])('tells %s apart', (_, before, after) => {
  expect(keepEqual(before, after)).toEqual(after);
  expect(keepEqual(before, after)).not.toBe(before);
});

it('has any other object equal to itself alone', () => {
  const [before, after] = [new Error('same'), new Error('same')];
  expect(keepEqual(before, after)).toBe(after);
  expect(keepEqual(before, before)).toBe(before);
});

it('keeps a member called __proto__ a member', () => {
  const after = JSON.parse('{"__proto__": {"a": 2}, "b": 1}') as object;
  const kept = keepEqual(JSON.parse('{"__proto__": {"a": 1}, "b": 1}'), after);
  expect(Object.keys(kept)).toEqual(['__proto__', 'b']);
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
});
