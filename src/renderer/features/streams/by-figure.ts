import type { Sort } from '../../ui/data-grid/columns.ts';

/**
 * Rows by a figure, those without it last in either direction; rows with the same one stay in the order they are in.
 *
 * @param figure null where it is not known
 */
export function byFigure<Row>(
  rows: readonly Row[],
  figure: (row: Row) => number | null,
  direction: Sort['direction'],
): Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows
    .map(row => ({ row, value: figure(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return sign * (a.value - b.value);
    })
    .map(({ row }) => row);
}
