import { useMemo, useState } from 'react';
import type { FeedSort } from '#shared/contract/feeds.ts';
import type { Sort } from '../../../ui/data-grid/columns.ts';
import type { FieldColumn } from './look-store.ts';

export interface SortControl {
  /** Null while the messages stand as they came. */
  sort: FeedSort | null;
  columnId: string | null;
  /** Only a paused table can be sorted. */
  canSort: boolean;
  by: (columnId: string, direction: Sort['direction']) => void;
  end: () => void;
  /** For the table's header. */
  grid: { sort?: Sort; onSort?: (columnId: string) => void; sortHint?: string };
}

const known = ['time', 'channel', 'size'] as const;

/** The order of a paused table: a press on a title sorts upwards, another one downwards, a third ends it. It ends with the pause. */
export function useSort(columns: readonly FieldColumn[], paused: boolean): SortControl {
  const [wanted, setWanted] = useState<Sort | null>(null);
  if (wanted !== null && !paused) setWanted(null);
  const by =
    known.find(id => id === wanted?.columnId) ?? columns.find(({ id }) => id === wanted?.columnId)?.path;
  const byKey = by === undefined ? null : JSON.stringify(by);
  const direction = wanted?.direction;
  const sort = useMemo<FeedSort | null>(
    () =>
      paused && byKey !== null && direction !== undefined
        ? { by: JSON.parse(byKey) as FeedSort['by'], direction }
        : null,
    [paused, byKey, direction],
  );
  return useMemo(() => {
    const shown = sort && wanted;
    const next = (columnId: string): Sort | null => {
      if (shown?.columnId !== columnId) return { columnId, direction: 'ascending' };
      return shown.direction === 'ascending' ? { columnId, direction: 'descending' } : null;
    };
    return {
      sort,
      columnId: shown?.columnId ?? null,
      canSort: paused,
      by: (columnId, direction) => setWanted({ columnId, direction }),
      end: () => setWanted(null),
      grid: {
        ...(shown && { sort: shown }),
        ...(paused
          ? { onSort: (columnId: string) => setWanted(next(columnId)) }
          : { sortHint: 'pause to sort' }),
      },
    };
  }, [sort, wanted, paused]);
}
