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
