import { expect, test } from 'vitest';
import { boxInDirection } from './box-in-direction.ts';

const boxes = new Map([
  ['a', { x: 0, y: 0 }],
  ['b', { x: 0, y: 80 }],
  ['c', { x: 300, y: 40 }],
  ['d', { x: 300, y: 200 }],
]);

test.each([
  ['a', 'ArrowDown', 'b'],
  ['a', 'ArrowRight', 'c'],
  ['b', 'ArrowUp', 'a'],
  ['d', 'ArrowLeft', 'b'],
  ['c', 'ArrowUp', null],
  ['a', 'ArrowLeft', null],
  ['a', 'Enter', null],
])('from %s by %s', (from, key, to) => {
  expect(boxInDirection(boxes, from, key)).toBe(to);
});
