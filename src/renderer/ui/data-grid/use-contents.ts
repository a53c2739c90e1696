import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Column, ColumnWidths } from './columns.ts';

/** Reading sizes costs a layout: a table that runs is measured now and then. */
const MEASURE_EVERY_MS = 400;

/**
 * How wide the contents of the columns are that do not fit into theirs, in px. It only grows, so that nothing trembles while rows run past;
 * other columns begin anew.
 */
export function useContents<Row>(
  box: RefObject<HTMLElement | null>,
  columns: readonly Column<Row>[],
): ColumnWidths {
  const [contents, setContents] = useState<ColumnWidths>({});
  const columnKey = columns.map(({ id }) => id).join(' ');
  const [measuredFor, setMeasuredFor] = useState(columnKey);
  if (measuredFor !== columnKey) {
    setMeasuredFor(columnKey);
    setContents({});
  }
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Those that are drawn, when the time for measuring comes. */
  const drawn = useRef(columns);
  useEffect(() => {
    drawn.current = columns;
    const measure = () => {
      timer.current = undefined;
      const { current } = box;
      if (!current) return;
      if (isPointedAt(current)) timer.current = setTimeout(measure, MEASURE_EVERY_MS);
      else setContents(before => widened(before, drawn.current, current));
    };
    timer.current ??= setTimeout(measure, MEASURE_EVERY_MS);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return contents;
}

/** Titles that moved under the pointer would be missed by a press: their menus and handles stand at their edges. */
function isPointedAt(box: HTMLElement): boolean {
  return box.querySelector('[role=row]:has([role=columnheader])')?.matches(':hover') ?? false;
}

/** The same object where nothing is cut that was not before. */
function widened<Row>(before: ColumnWidths, columns: readonly Column<Row>[], box: HTMLElement): ColumnWidths {
  const after = { ...before };
  for (const [index, { id, width }] of columns.entries()) {
    if (width === 'flex') continue;
    for (const cell of box.querySelectorAll<HTMLElement>(`[role=gridcell][aria-colindex="${index + 1}"]`)) {
      if (cell.scrollWidth <= cell.clientWidth || cell.scrollWidth <= (after[id] ?? 0)) continue;
      after[id] = cell.scrollWidth + 1;
    }
    const head = box.querySelector<HTMLElement>(`[role=columnheader][aria-colindex="${index + 1}"]`);
    const title = head?.querySelector<HTMLElement>('.truncate');
    const lacking = title ? title.scrollWidth - title.clientWidth : 0;
    if (lacking > 0 && head!.clientWidth + lacking > (after[id] ?? 0))
      after[id] = head!.clientWidth + lacking + 1;
  }
  return Object.keys(after).some(id => after[id] !== before[id]) ? after : before;
}
