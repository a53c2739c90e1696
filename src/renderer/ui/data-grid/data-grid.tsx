import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { cx } from '../../lib/class-names.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { useRedraw } from '../../lib/use-redraw.ts';
import {
  columnRooms,
  columnTemplate,
  fittedWidths,
  minimumWidth,
  type Column,
  type ColumnWidths,
  type Sort,
} from './columns.ts';
import { GridHeader } from './grid-header.tsx';
import { GridCells } from './grid-row.tsx';
import { GridScroll } from './grid-scroll.ts';
import { JumpPill } from './jump-pill.tsx';
import { indexOf, positionAt, type RowOrder } from './live-scroll.ts';
import { moveByKey } from './move-by-key.ts';
import type { RowSource } from './row-source.ts';
import { ROW_HEIGHT } from './scroll-map.ts';
import { useContents } from './use-contents.ts';

const HEADER_HEIGHT = 26;

export interface DataGridHandle {
  /** Shows the newest row, and follows it where the grid is live. */
  jumpToNewest(): void;
  focus(): void;
}

export interface DataGridProps<Row> {
  /** Unique in the program; column widths are remembered under it. */
  id: string;
  /** What the rows are, for screen readers. */
  label: string;
  source: RowSource<Row>;
  /** Keep the array the same between drawings. */
  columns: readonly Column<Row>[];
  /** Unique among the rows; keep the function the same between drawings. */
  rowKey: (row: Row, position: number) => string;
  order?: RowOrder;
  /** Newest rows arrive and are followed until a person scrolls away. */
  live?: boolean;
  /** Stands still until this is false again; then it follows. */
  paused?: boolean;
  /** Called by the pill of a paused grid. */
  onResume?: () => void;
  /** The row that the keyboard is on and that is marked; null for none. */
  activeKey: string | null;
  /** `extend`: with Shift, where rows can be picked up to it. */
  onActivate: (key: string, row: Row, extend: boolean) => void;
  /** Enter, or a click on a row. */
  onOpen?: (row: Row) => void;
  /** What a row shows across the whole width in place of cells (a gap); undefined for an ordinary row. */
  fullRow?: (row: Row) => ReactNode | undefined;
  sort?: Sort;
  onSort?: (columnId: string) => void;
  /** Why it cannot be sorted now; shown with the titles of sortable columns. */
  sortHint?: string;
  /** Takes the keyboard when it appears and nothing else has it: what was pressed to get here is gone. */
  takesFocus?: boolean;
  /** Shown in place of rows when there are none. */
  empty?: ReactNode;
  ref?: Ref<DataGridHandle>;
}

/** The one table of the program: see `RowSource` for where its rows come from. */
export function DataGrid<Row>({ ref, ...props }: DataGridProps<Row>) {
  const { id, label, source, columns, rowKey, order = 'newest-last', live = false, paused = false } = props;
  const { activeKey, onActivate, onOpen, fullRow } = props;
  const redraw = useRedraw();
  const element = useRef<HTMLDivElement>(null);
  const [scroll] = useState(() => new GridScroll());
  const [{ width, bodyHeight }, setSize] = useState({ width: 0, bodyHeight: 0 });
  const [chosenWidths, setWidths] = useRemembered<ColumnWidths>(`columns.${id}`, {});
  const contents = useContents(element, columns);
  const widths = useMemo(
    () => fittedWidths(columns, chosenWidths, contents, width),
    [columns, chosenWidths, contents, width],
  );
  const [activePosition, setActivePosition] = useState<number | null>(null);
  const scrollTopSet = useRef(0);

  scroll.sync(source.range(), bodyHeight, { order, live, paused });
  const { range } = scroll;
  const { firstIndex, endIndex, shown } = scroll.view();
  const active = activeKey === null ? null : (source.positionOf?.(activeKey) ?? activePosition);

  useEffect(() => {
    redraw();
    return source.subscribe(redraw);
  }, [source, redraw]);

  const { takesFocus = false } = props;
  useEffect(() => {
    if (!takesFocus) return;
    // A press that led here is not over: the browser takes the focus away from what it pressed only afterwards.
    const timer = setTimeout(() => {
      if (document.activeElement === document.body) element.current?.focus();
    }, 0);
    return () => clearTimeout(timer);
  }, [takesFocus]);

  useLayoutEffect(() => {
    const box = element.current!;
    const measure = () => setSize({ width: box.clientWidth, bodyHeight: bodyHeightOf(box.clientHeight) });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  // Wheel deltas count exactly, whatever the scale of the scrollbar. React's own listener is passive and could not stop the default.
  useEffect(() => {
    const box = element.current!;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      const unit =
        event.deltaMode === 0 ? 1 / ROW_HEIGHT : event.deltaMode === 1 ? 1 : scroll.bodyHeight / ROW_HEIGHT;
      event.preventDefault();
      scroll.scrollTo(scroll.offset + event.deltaY * unit);
      redraw();
    };
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => box.removeEventListener('wheel', onWheel);
  }, [scroll, redraw]);

  useLayoutEffect(() => {
    const box = element.current!;
    const top = scroll.map.toScrollTop(scroll.offset);
    if (Math.abs(box.scrollTop - top) >= 1) box.scrollTop = top;
    scrollTopSet.current = top;
    if (bodyHeight > 0) source.show(shown);
  });

  const onScroll = () => {
    const { scrollTop, clientHeight } = element.current!;
    // A box that has just grown was scrolled by the browser, not by a person; its new size is on its way here.
    if (bodyHeightOf(clientHeight) !== bodyHeight) return;
    if (Math.abs(scrollTop - scrollTopSet.current) <= 1.5) return;
    scroll.scrollTo(scroll.map.toOffset(scrollTop));
    redraw();
  };

  const activate = useCallback(
    (position: number, extend = false) => {
      setActivePosition(position);
      scroll.stand();
      scroll.reveal(position);
      const row = source.at(position);
      if (row !== undefined) onActivate(rowKey(row, position), row, extend);
      redraw();
    },
    [scroll, source, onActivate, rowKey, redraw],
  );

  // A row that was not here yet when the keyboard reached it.
  useEffect(() => {
    const row = active === null ? undefined : source.at(active);
    if (row === undefined || activeKey === null) return;
    const key = rowKey(row, active!);
    if (key !== activeKey) onActivate(key, row, false);
  });

  const { onResume } = props;
  const jumpToNewest = useCallback(() => {
    if (paused) onResume?.();
    scroll.follow();
    redraw();
    element.current?.focus();
  }, [paused, onResume, scroll, redraw]);
  useImperativeHandle(ref, () => ({ jumpToNewest, focus: () => element.current?.focus() }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A header's menu has keys of its own; React also brings here what happens in its dialogs.
    const target = event.target as Element;
    if (!event.currentTarget.contains(target) || target.closest('[role=columnheader]')) return;
    if (event.key === 'Enter') {
      const row = active === null ? undefined : source.at(active);
      if (row === undefined || !onOpen) return;
      event.preventDefault();
      onOpen(row);
      return;
    }
    const page = Math.max(1, Math.floor(bodyHeight / ROW_HEIGHT) - 1);
    const from = active === null ? null : indexOf(active, range, order);
    const to = moveByKey(event.key, { from, firstVisible: firstIndex, rows: scroll.rows, page });
    if (to === null) return;
    event.preventDefault();
    activate(positionAt(to, range, order), event.shiftKey);
  };

  const onCopy = (event: ClipboardEvent) => {
    const row = active === null ? undefined : source.at(active);
    if (row === undefined || window.getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', columns.map(column => column.text(row)).join('\t'));
  };

  const style: CSSProperties & Record<'--columns', string> = { '--columns': columnTemplate(columns, widths) };
  const roomKey = columnRooms(columns, widths, width).join(' ');
  const rooms = useMemo(() => roomKey.split(' ').map(Number), [roomKey]);
  const pool = Math.ceil(bodyHeight / ROW_HEIGHT) + 2;
  const rows: ReactNode[] = [];
  for (let index = firstIndex; index < endIndex; index++) {
    const position = positionAt(index, range, order);
    const row = source.at(position);
    const full = row === undefined ? undefined : fullRow?.(row);
    const isActive = position === active;
    rows.push(
      <div
        // A position keeps its element while it is in view; elements that leave are taken by the rows that come.
        key={((position % pool) + pool) % pool}
        id={`${id}-row-${position}`}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isActive}
        className={cx('grid-row', full !== undefined && 'grid-row-full')}
        style={{ transform: `translateY(${(index - scroll.offset) * ROW_HEIGHT}px)` }}
        onMouseDown={event => {
          if (event.button !== 0) return;
          activate(position);
          const pressed = source.at(position);
          if (pressed === undefined || !onOpen) return;
          onOpen(pressed);
          selectNothing(element);
        }}
      >
        <GridCells row={row} columns={columns} rooms={rooms} full={full} />
      </div>,
    );
  }
  const isActiveInView = active !== null && active >= shown.first && active < shown.end;
  const isEmpty = scroll.rows === 0 && !range.loading;

  return (
    <div className="relative min-h-0 flex-1 bg-bg" style={style}>
      <div
        ref={element}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={range.total === null ? -1 : range.total + 1}
        aria-colcount={columns.length}
        aria-busy={range.loading}
        aria-activedescendant={isActiveInView ? `${id}-row-${active}` : undefined}
        className={cx('data-grid absolute inset-0 overflow-x-auto overflow-y-auto', live && 'bottom-[30px]')}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        onCopy={onCopy}
      >
        <div
          role="presentation"
          style={{ height: scroll.map.spacer + HEADER_HEIGHT, minWidth: minimumWidth(columns, widths) }}
        >
          <div
            role="presentation"
            className="sticky top-0 overflow-hidden"
            style={{ height: bodyHeight + HEADER_HEIGHT }}
          >
            <GridHeader
              columns={columns}
              widths={widths}
              chosenWidths={chosenWidths}
              onWidths={setWidths}
              sort={props.sort}
              onSort={props.onSort}
              sortHint={props.sortHint}
            />
            <div
              role="rowgroup"
              className="absolute inset-x-0 bottom-0 overflow-hidden"
              style={{ top: HEADER_HEIGHT }}
            >
              {rows}
            </div>
          </div>
        </div>
      </div>
      {isEmpty && props.empty !== undefined && (
        <div className="absolute inset-x-0 bottom-0 flex overflow-auto" style={{ top: HEADER_HEIGHT }}>
          {props.empty}
        </div>
      )}
      {live && (
        // A line of its own, always there: over the rows it would cover the newest, and coming and going it would move them.
        <div className="absolute inset-x-0 bottom-0 flex h-[30px] items-center justify-center border-t border-line-soft">
          {!scroll.following && scroll.rows > 0 && (
            <JumpPill newRows={scroll.newRows} paused={paused} onJump={jumpToNewest} />
          )}
        </div>
      )}
    </div>
  );
}

/** A row that opens another screen is gone at the second press of a double click, which would select text of that screen. */
function selectNothing(grid: RefObject<HTMLElement | null>): void {
  const stop = (event: MouseEvent) => {
    if (event.detail > 1 && grid.current?.contains(event.target as Node) !== true) event.preventDefault();
  };
  window.addEventListener('mousedown', stop, { capture: true, once: true });
}

/** What is left for rows of a box with a header. */
function bodyHeightOf(clientHeight: number): number {
  return Math.max(0, clientHeight - HEADER_HEIGHT);
}
