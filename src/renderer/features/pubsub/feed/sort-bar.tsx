import { useSyncExternalStore } from 'react';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import type { FeedRowSource } from '../../../ui/feed/feed-row-source.ts';
import type { FeedRow } from './feed-rows.ts';
import type { FieldColumn } from './look-store.ts';
import type { SortControl } from './use-sort.ts';

interface SortBarProps {
  source: FeedRowSource<FeedRow>;
  sorting: SortControl;
  columns: readonly FieldColumn[];
}

/** What was sorted, by what, and what of it is not in its place. */
export function SortBar({ source, sorting, columns }: SortBarProps) {
  const state = useSyncExternalStore(source.subscribe, source.sort);
  const range = useSyncExternalStore(source.subscribe, () => source.range());
  const title = columns.find(({ id }) => id === sorting.columnId)?.title ?? sorting.columnId;
  return (
    <div className="flex flex-none items-center gap-3 border-b border-line bg-surface px-3 py-1">
      {range.problem === null ? (
        <span role="status" aria-label="Sorting" className="min-w-0 flex-1 truncate">
          {state?.done ? (
            <>
              <b className="font-medium">{countOf(range.end - range.start, 'message')}</b> sorted by{' '}
              <span className="mono">{title}</span>, {sorting.sort!.direction}
              <span className="text-muted">
                {state.missing > 0 && ` · ${formatCount(state.missing)} without it, last`}
                {state.left > 0 && ` · ${formatCount(state.left)} left the feed before they were sorted`} ·
                newer ones are not among them
              </span>
            </>
          ) : (
            <span className="text-muted">
              Sorting by {title}
              {state &&
                state.total !== null &&
                `: ${formatCount(state.read)} of ${formatCount(state.total)} read`}
              …
            </span>
          )}
        </span>
      ) : (
        <ErrorPanel onRetry={null} what="The messages are not sorted." error={{ message: range.problem }} />
      )}
      <Button variant="quiet" onClick={sorting.end}>
        As they came
      </Button>
    </div>
  );
}
