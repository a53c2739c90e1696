import { expect, test } from 'vitest';
import { nextSort } from './next-sort.ts';

test('a title is clicked to the largest first, to the smallest first, and to no order', () => {
  const first = nextSort<'pending' | 'lag'>(null, 'pending');
  expect(first).toEqual({ columnId: 'pending', direction: 'descending' });
  const second = nextSort(first, 'pending');
  expect(second).toEqual({ columnId: 'pending', direction: 'ascending' });
  expect(nextSort(second, 'pending')).toBeNull();
  expect(nextSort(second, 'lag')).toEqual({ columnId: 'lag', direction: 'descending' });
});
