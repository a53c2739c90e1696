import { Square } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatCount } from '../../lib/format/numbers.ts';
import { formatFullTime, formatTime } from '../../lib/format/times.ts';
import { useSettings } from '../../lib/settings.ts';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-grid/columns.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FilterBar } from '../../ui/feed/filter-bar.tsx';
import { filterOf, noFilter, toggled, type FilterState } from '../../ui/feed/filter-state.ts';
import { useFeedRows } from '../../ui/feed/use-feed-rows.ts';
import type { LogEntry } from './console-store.ts';
import { heardRows, type HeardRow } from './heard-rows.ts';
import { stopListening } from './run-typed.ts';

const rowKey = (row: HeardRow) => String(row.seq);
const previewOf = (row: HeardRow) => row.text;
const filterAction = { id: 'console.filter', title: 'Filter what the console hears', group: 'Console' };

/** What a command that listens has heard, and its Stop. */
export function ListeningView({ entry }: { entry: Extract<LogEntry, { kind: 'listening' }> }) {
  const { id, state, error, line } = entry;
  if (error) return <ErrorPanel what={`${line.split(/\s/)[0]} ended.`} error={error} onRetry={null} />;
  if (!state) return <p className="text-muted">Connecting…</p>;
  const isMonitor = state.endsAfter !== null;
  return (
    <div className="flex flex-none flex-col overflow-hidden rounded-md border border-line">
      <Heard feedId={state.feedId} isMonitor={isMonitor} />
      {/* Below the rows: a log is looked at from its end. */}
      <div className="flex h-9 flex-none items-center gap-3 border-t border-line px-3">
        <span role="status">
          {formatCount(state.received)} {isMonitor ? 'commands' : 'messages'}
          {state.ended === null ? ', listening' : `, ${state.ended}`}
        </span>
        {isMonitor && state.ended === null && (
          <span className="text-muted">ends by itself after {formatCount(state.endsAfter)}</span>
        )}
        <span className="flex-1" />
        {state.ended === null && (
          <Button icon={<Square size={12} aria-hidden />} onClick={() => stopListening(id)}>
            Stop
          </Button>
        )}
      </div>
    </div>
  );
}

function Heard({ feedId, isMonitor }: { feedId: string; isMonitor: boolean }) {
  const { utc } = useSettings();
  const control = useOwnFilter();
  const source = useFeedRows(feedId, heardRows, { filter: control.filter });
  const [active, setActive] = useState<string | null>(null);
  const columns = useMemo(() => heardColumns(utc, isMonitor), [utc, isMonitor]);
  return (
    <>
      <FilterBar control={control} source={source} previewOf={previewOf} action={filterAction} />
      <div className="flex h-40 min-h-0 flex-col">
        <DataGrid
          id="console.heard"
          label={isMonitor ? 'Commands of all clients' : 'Messages'}
          source={source}
          columns={columns}
          rowKey={rowKey}
          live
          activeKey={active}
          onActivate={setActive}
          empty={<p className="m-auto text-muted">Nothing came yet.</p>}
        />
      </div>
    </>
  );
}

/** The condition of one feed: it goes with it. */
function useOwnFilter() {
  const [{ state, run }, setState] = useState<{ state: FilterState; run: number }>({
    state: noFilter,
    run: 0,
  });
  return useMemo(() => {
    const set = (change: Partial<FilterState>) =>
      setState(before => ({ ...before, state: { ...before.state, ...change } }));
    return {
      state,
      set,
      toggle: (list: 'muted' | 'solo', source: FilterState['muted'][number]) =>
        set({ [list]: toggled(state[list], source) }),
      filter: filterOf(state),
      again: () => setState(before => ({ ...before, run: before.run + 1 })),
    };
    // oxlint-disable-next-line react/exhaustive-deps -- a further run is another filter to the engine
  }, [state, run]);
}

function heardColumns(utc: boolean, isMonitor: boolean): readonly Column<HeardRow>[] {
  return [
    {
      id: 'time',
      figure: true,
      title: 'time',
      width: 116,
      text: row => formatFullTime(row.time, { utc }),
      cell: row => (
        <span className="text-muted" title={formatFullTime(row.time, { utc })}>
          {formatTime(row.time, { utc })}
        </span>
      ),
    },
    {
      id: 'from',
      title: isMonitor ? 'db, client' : 'channel',
      width: 160,
      text: row => row.from,
      cell: row => <span title={row.from}>{row.from}</span>,
    },
    {
      id: 'text',
      title: isMonitor ? 'command' : 'payload',
      width: 'flex',
      text: row => row.text,
      cell: row => {
        const line = <span className="mono">{row.text}</span>;
        return row.marked ? <mark className="feed-mark">{line}</mark> : line;
      },
    },
  ];
}
