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
  /** A time, an id: like what is aligned to the right it is not cut while there is room, and before a name is given any. */
  figure?: boolean;
  /**
   * What stands in the cell: one line. Called when the row, the column or the width changed, so it may not read anything else.
   * `width` is the room there is, in px and a little more: draw no more than fits.
   */
  cell: (row: Row, width: number) => ReactNode;
  /** The cell for the clipboard. */
  text: (row: Row) => string;
  /** Shown as a button in the header that calls `onSort`. */
  sortable?: boolean;
  /** Before the title: the colour of what it is. */
  mark?: ReactNode;
  /** At the end of the title: a menu of what can be done with the column. */
  menu?: ReactNode;
}

export interface Sort<Id extends string = string> {
  columnId: Id;
  direction: 'ascending' | 'descending';
}

/** Column widths in px by column id, where a person changed them. */
export type ColumnWidths = Record<string, number>;

const MIN_WIDTH = 48;
const MIN_FLEX_WIDTH = 120;

/** Of a grid's width, what the flexible column keeps when names grow to be read whole. */
const FLEX_SHARE = 0.35;
/** A name longer than this is cut where it is not given more by hand. */
const MOST_FITTED = 360;

/**
 * The widths of the columns for what they hold: where there is room, figures first and then names are as wide as their content, and the
 * flexible column has what is left. What a person set stays.
 *
 * @param contents px that the content of a column needs, where it needs more than its width
 */
export function fittedWidths<Row>(
  columns: readonly Column<Row>[],
  widths: ColumnWidths,
  contents: ColumnWidths,
  gridWidth: number,
): ColumnWidths {
  const fixed = columns.filter(({ width }) => width !== 'flex');
  const fitted: ColumnWidths = Object.fromEntries(
    fixed.map(({ id, width }) => [id, widths[id] ?? (width as number)]),
  );
  const flex = columns.find(({ width }) => width === 'flex');
  const flexMinimum = flex ? minimumOf(flex, widths) : 0;
  const grow = (those: readonly Column<Row>[], keep: number) => {
    for (const { id } of those) {
      const used = Object.values(fitted).reduce((sum, width) => sum + width, 0);
      const lacking = Math.min(contents[id] ?? 0, MOST_FITTED) - fitted[id]!;
      if (widths[id] === undefined && lacking > 0)
        fitted[id]! += Math.max(0, Math.min(lacking, gridWidth - keep - used));
    }
  };
  grow(fixed.filter(isFigure), flexMinimum);
  grow(
    fixed.filter(column => !isFigure(column)),
    Math.max(flexMinimum, flex ? gridWidth * FLEX_SHARE : 0),
  );
  return fitted;
}

function isFigure<Row>({ align, figure }: Column<Row>): boolean {
  return align === 'right' || figure === true;
}

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
