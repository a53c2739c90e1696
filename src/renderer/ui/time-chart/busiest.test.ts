import { expect, test } from 'vitest';
import { MAX_LINES } from '#shared/contract/series.ts';
import { busiestNames } from './busiest.ts';

test('the largest sums, in the order of their names', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ name: `n${10 + index}`, sum: index }));
  expect(busiestNames(many)).toEqual(many.slice(-MAX_LINES).map(({ name }) => name));
  expect(
    busiestNames([
      { name: 'b', sum: 1 },
      { name: 'a', sum: 0 },
    ]),
  ).toEqual(['a', 'b']);
  expect(busiestNames([])).toEqual([]);
});
