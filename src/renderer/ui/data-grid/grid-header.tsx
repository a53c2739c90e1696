import { ArrowDown, ArrowUp } from 'lucide-react';
import type { PointerEvent as ReactPointerEvent } from 'react';
import { cx } from '../../lib/class-names.ts';
import { boundedWidth, type Column, type ColumnWidths, type Sort } from './columns.ts';

interface GridHeaderProps<Row> {
  columns: readonly Column<Row>[];
  widths: ColumnWidths;
  /** Those that a person set. */
  chosenWidths: ColumnWidths;
  onWidths: (widths: ColumnWidths) => void;
  sort: Sort | undefined;
  onSort: ((columnId: string) => void) | undefined;
  /** Why it cannot be sorted now. */
  sortHint: string | undefined;
}

/** The titles of a grid, with sort buttons and a handle at the right edge of each resizable column. */
export function GridHeader<Row>(props: GridHeaderProps<Row>) {
  const { columns, widths, chosenWidths, onWidths, sort, onSort, sortHint } = props;
  return (
    <div role="row" aria-rowindex={1} className="grid-columns h-[26px] border-b border-line bg-surface">
      {columns.map((column, index) => {
        const sorted = sort?.columnId === column.id ? sort.direction : undefined;
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={index + 1}
            aria-sort={sorted}
            className={cx(
              'relative flex min-w-0 items-center px-2.5 text-[11.5px]/4 font-medium text-muted',
              column.align === 'right' && 'justify-end',
            )}
          >
            {column.mark !== undefined && <span className="flex-none pr-1.5">{column.mark}</span>}
            {column.sortable && onSort ? (
              <button
                type="button"
                tabIndex={-1}
                // The whole cell is the button, up to its handle.
                className={cx(
                  '-mx-2.5 flex h-full min-w-0 flex-1 items-center gap-1 px-2.5 hover:text-text',
                  column.align === 'right' && 'justify-end',
                )}
                onClick={() => onSort(column.id)}
              >
                <span className="truncate">{column.title}</span>
                {sorted === 'ascending' && <ArrowUp size={12} aria-hidden />}
                {sorted === 'descending' && <ArrowDown size={12} aria-hidden />}
              </button>
            ) : (
              <span
                className="truncate"
                title={
                  column.sortable && sortHint !== undefined ? `${column.title}: ${sortHint}` : column.title
                }
              >
                {column.title}
              </span>
            )}
            {column.menu}
            {column.width !== 'flex' && (
              <ResizeHandle
                column={column}
                width={widths[column.id] ?? column.width}
                growsLeft={isAfterFlex(columns, index)}
                onWidth={width => onWidths({ ...chosenWidths, [column.id]: width })}
                onReset={() =>
                  onWidths(
                    Object.fromEntries(Object.entries(chosenWidths).filter(([id]) => id !== column.id)),
                  )
                }
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Columns right of the flexible one are resized by their left edge. */
function isAfterFlex<Row>(columns: readonly Column<Row>[], index: number): boolean {
  const flex = columns.findIndex(column => column.width === 'flex');
  return flex >= 0 && index > flex;
}

interface ResizeHandleProps<Row> {
  column: Column<Row>;
  width: number;
  growsLeft: boolean;
  onWidth: (width: number) => void;
  onReset: () => void;
}

function ResizeHandle<Row>({ column, width, growsLeft, onWidth, onReset }: ResizeHandleProps<Row>) {
  const begin = (event: ReactPointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    const handle = event.currentTarget;
    const from = event.clientX;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => {
      const delta = moved.clientX - from;
      onWidth(boundedWidth(column, width + (growsLeft ? -delta : delta)));
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return (
    <div
      aria-hidden
      className={cx(
        'absolute top-0 z-10 h-full w-[7px] cursor-col-resize after:absolute after:inset-y-1 after:left-[3px] after:w-px hover:after:bg-accent',
        growsLeft ? '-left-[3px]' : '-right-[3px]',
      )}
      onPointerDown={begin}
      onDoubleClick={onReset}
    />
  );
}
