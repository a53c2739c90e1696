import { expect, test } from 'vitest';
import { estimate } from './timeline.ts';

test('full samples share what is left by their density; short ones are exact', () => {
  const dense = [0, 1, 2, 3];
  const sparse = [0, 10, 20, 30];
  expect([...estimate([dense, sparse, [5], []], 4, 1_000, 1_101)]).toEqual([1_000, 100, 1, 0]);
});
