import { memo, type ReactNode } from 'react';
import { cx } from '../../lib/class-names.ts';
import type { Column } from './columns.ts';

interface GridCellsProps<Row> {
  row: Row | undefined;
  columns: readonly Column<Row>[];
  /** Px for each column; the same array until one changed. */
  rooms: readonly number[];
  /** Content across the whole width in place of the cells. */
  full: ReactNode;
}

function Cells<Row>({ row, columns, rooms, full }: GridCellsProps<Row>) {
  if (full !== undefined)
    return (
      <div role="gridcell" aria-colindex={1} aria-colspan={columns.length} className="col-span-full min-w-0">
        {full}
      </div>
    );
  return columns.map((column, index) => (
    <div
      key={column.id}
      role="gridcell"
      aria-colindex={index + 1}
      className={cx('truncate px-2.5', column.align === 'right' && 'text-right')}
    >
      {row === undefined ? (
        <span className="text-muted">{index === 0 ? '…' : ''}</span>
      ) : (
        column.cell(row, rooms[index]!)
      )}
    </div>
  ));
}

/** The cells of one row, drawn again only when the row or the columns changed. */
export const GridCells = memo(Cells) as typeof Cells;
