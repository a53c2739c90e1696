import { expect, it } from 'vitest';
import { sparklinePoints } from './sparkline.tsx';

it('runs from left to right, 0 at the bottom, the largest at the top', () => {
  expect(sparklinePoints([0, 5, 10], 100, 22, 10)).toEqual([
    [0, 21],
    [50, 11],
    [100, 1],
  ]);
});

it('is a flat line where nothing happened', () => {
  expect(sparklinePoints([0, 0], 10, 20, 0)).toEqual([
    [0, 19],
    [10, 19],
  ]);
});

it('has no points inside a level stretch', () => {
  const flat = sparklinePoints([3, 3, 3, 3], 90, 22, 10);
  expect(flat).toEqual(sparklinePoints([3, 3], 90, 22, 10));
  expect(sparklinePoints([0, 0, 0, 10, 10, 10, 0], 60, 22, 10)).toEqual([
    [0, 21],
    [20, 21],
    [30, 1],
    [50, 1],
    [60, 21],
  ]);
});
