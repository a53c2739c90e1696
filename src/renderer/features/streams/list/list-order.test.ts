import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byFigure, nextSort } from './list-order.ts';

test('a title is clicked to the largest first, to the smallest first, and to no order', () => {
  const first = nextSort(null, 'pending');
  expect(first).toEqual({ columnId: 'pending', direction: 'descending' });
  const second = nextSort(first, 'pending');
  expect(second).toEqual({ columnId: 'pending', direction: 'ascending' });
  expect(nextSort(second, 'pending')).toBeNull();
  expect(nextSort(second, 'lag')).toEqual({ columnId: 'lag', direction: 'descending' });
});

test('rows without the figure are last in either direction, and equal ones keep their places', () => {
  const row = fc.record({ figure: fc.option(fc.integer({ min: 0, max: 5 })), place: fc.constant(0) });
  fc.assert(
    fc.property(
      fc.array(row),
      fc.constantFrom('ascending' as const, 'descending' as const),
      (made, direction) => {
        const rows = made.map((each, place) => ({ ...each, place }));
        const sorted = byFigure(rows, ({ figure }) => figure, direction);
        expect(sorted.toSorted((a, b) => a.place - b.place)).toEqual(rows);
        for (const [index, after] of sorted.entries()) {
          const before = sorted[index - 1];
          if (!before || after.figure === null) continue;
          expect(before.figure).not.toBeNull();
          if (before.figure === after.figure) expect(before.place).toBeLessThan(after.place);
          else expect(before.figure! < after.figure).toBe(direction === 'ascending');
        }
      },
    ),
  );
});
