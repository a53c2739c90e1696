import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byFigure } from './by-figure.ts';

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
