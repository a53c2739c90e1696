import { expect, test } from 'vitest';
import { besideInSlot } from './hash-slot.ts';

const beside = (key: string) => besideInSlot(key, ':dead');

test.each([
  ['orders', '{orders}:dead'],
  // The tag that is there goes on saying where the key is.
  ['{shop}:orders', '{shop}:orders:dead'],
  ['orders{shop}{other}', 'orders{shop}{other}:dead'],
  // Braces with nothing between, or open ones, are no tag: the whole name says where it is.
  ['a{b', '{a{b}:dead'],
  ['a{}b', null],
  ['a}b', null],
  ['', null],
])('beside %s in its slot: %s', (key, name) => {
  expect(beside(key)).toBe(name);
});
