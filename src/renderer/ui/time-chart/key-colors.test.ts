import { expect, it } from 'vitest';
import { keyColors } from './key-colors.ts';

const none = new Map<string, number>();

it('keeps the colour of a name while others come and go', () => {
  const first = keyColors(none, ['b', 'c']);
  const second = keyColors(first, ['a', 'b', 'c']);
  expect(second.get('b')).toBe(first.get('b'));
  expect(second.get('c')).toBe(first.get('c'));
  expect(new Set(second.values()).size).toBe(3);
});

it('gives a name that comes back its colour, unless another one has it now', () => {
  const first = keyColors(none, ['a', 'b']);
  const without = keyColors(first, ['b']);
  expect(keyColors(without, ['a', 'b'])).toEqual(
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  );
  const many = keyColors(without, ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  expect(new Set(['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map(name => many.get(name))).size).toBe(8);
  expect(many.has('a')).toBe(false);
});
