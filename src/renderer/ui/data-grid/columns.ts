import type { ReactNode } from 'react';

/** A column of a `DataGrid`. */
export interface Column<Row> {
  /** Unique in the grid; its width is remembered under it. */
  id: string;
  title: string;
  /** Px, or `flex` for the one column that takes what is left. */
  width: number | 'flex';
  /** Px to which it shrinks where there is no room; two thirds of its width unless given. */
  minWidth?: number;
  align?: 'right';
  /**
   * What stands in the cell: one line. Called when the row, the column or the width changed, so it may not read anything else.
   * `width` is the room there is, in px and a little more: draw no more than fits.
   */
  cell: (row: Row, width: number) => ReactNode;
  /** The cell for the clipboard. */
  text: (row: Row) => string;
  /** Shown as a button in the header that calls `onSort`. */
  sortable?: boolean;
  /** At the end of the title: a menu of what can be done with the column. */
  menu?: ReactNode;
}

export interface Sort {
  columnId: string;
  direction: 'ascending' | 'descending';
}

/** Column widths in px by column id, where a person changed them. */
export type ColumnWidths = Record<string, number>;

const MIN_WIDTH = 48;
const MIN_FLEX_WIDTH = 120;

/** The value of `grid-template-columns`. */
export function columnTemplate<Row>(columns: readonly Column<Row>[], widths: ColumnWidths): string {
  return columns
    .map(column => {
      const { id, width } = column;
      return `minmax(${minimumOf(column, widths)}px, ${width === 'flex' ? '1fr' : `${widths[id] ?? width}px`})`;
    })
    .join(' ');
}

/** Px below which the columns cannot shrink: a narrower grid scrolls sideways. */
export function minimumWidth<Row>(columns: readonly Column<Row>[], widths: ColumnWidths): number {
  return columns.reduce((sum, column) => sum + minimumOf(column, widths), 0);
}

function minimumOf<Row>({ id, width, minWidth }: Column<Row>, widths: ColumnWidths): number {
  if (width === 'flex') return minWidth ?? MIN_FLEX_WIDTH;
  return Math.min(minWidth ?? Math.round((width * 2) / 3), widths[id] ?? width);
}

/** Widths are handed to cells in steps of this many px, so that not every px of a resize draws every cell. */
const WIDTH_STEP = 60;

/** The room of each column in px, rounded up, when the grid is `gridWidth` wide. */
export function columnRooms<Row>(
  columns: readonly Column<Row>[],
  widths: ColumnWidths,
  gridWidth: number,
): number[] {
  const fixed = columns.map(({ id, width }) => (width === 'flex' ? 0 : (widths[id] ?? width)));
  const left = gridWidth - fixed.reduce((sum, width) => sum + width, 0);
  return columns.map(({ width, minWidth }, index) => {
    const room = width === 'flex' ? Math.max(left, minWidth ?? MIN_FLEX_WIDTH) : fixed[index]!;
    return Math.ceil(room / WIDTH_STEP) * WIDTH_STEP;
  });
}

/** A width that a person dragged, kept in bounds. */
export function boundedWidth<Row>(column: Column<Row>, width: number): number {
  return Math.round(Math.min(Math.max(width, MIN_WIDTH), 1_200));
}
