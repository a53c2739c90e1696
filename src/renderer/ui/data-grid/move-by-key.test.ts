import { expect, it } from 'vitest';
import { moveByKey } from './move-by-key.ts';

const cursor = { from: 5, firstVisible: 3, rows: 100, page: 20 };

it('moves by rows, by pages and to the ends', () => {
  expect(
    ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map(key => moveByKey(key, cursor)),
  ).toEqual([6, 4, 25, 0, 0, 99]);
});

it('begins in view', () => {
  expect(moveByKey('ArrowDown', { ...cursor, from: null })).toBe(3);
});

it('leaves other keys alone, and an empty table', () => {
  expect(moveByKey(' ', cursor)).toBeNull();
  expect(moveByKey('toString', cursor)).toBeNull();
  expect(moveByKey('End', { ...cursor, rows: 0 })).toBeNull();
});
