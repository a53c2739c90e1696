import type { Column } from '../../ui/data-grid/columns.ts';
import { useIsSelected, type Selection } from './selection.ts';

interface MarkOptions<Row extends { id: string }> {
  selection: Selection<Row>;
  /** With Shift: everything from the last one up to this. */
  onMark: (row: Row, extend: boolean) => void;
  /** Rows that cannot be picked have no mark; by default all can. */
  canMark?: (row: Row) => boolean;
}

/** The first column of a grid whose rows can be picked. */
export function markColumn<Row extends { id: string }>(options: MarkOptions<Row>): Column<Row> {
  return {
    id: 'mark',
    title: '',
    width: 34,
    minWidth: 34,
    text: () => '',
    cell: row => (options.canMark?.(row) ?? true) && <RowMark row={row} {...options} />,
  };
}

interface RowMarkProps<Row extends { id: string }> extends MarkOptions<Row> {
  row: Row;
}

/** The mark of a row. Drawn by itself when the selection changes: cells are drawn only when their row does. */
function RowMark<Row extends { id: string }>({ row, selection, onMark }: RowMarkProps<Row>) {
  const checked = useIsSelected(selection, row.id);
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      aria-label={`Select ${row.id}`}
      checked={checked}
      className="flex size-3.5 appearance-none items-center justify-center rounded-[3px] border border-control bg-bg checked:border-accent-fill checked:bg-accent-fill checked:before:text-[10px]/none checked:before:font-bold checked:before:text-on-accent checked:before:content-['✓']"
      onMouseDown={event => event.stopPropagation()}
      onClick={event => onMark(row, event.shiftKey)}
      onChange={() => {}}
    />
  );
}
