import { Layers } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { StreamGroup, StreamState } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction } from '../../../lib/actions.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { DataGrid, type DataGridHandle } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { CursorRowSource } from '../cursor-row-source.ts';
import { consumerColors } from '../groups/consumer-colors.ts';
import { GroupCards } from '../groups/group-cards.tsx';
import type { GroupHistory } from '../groups/use-group-history.ts';
import { useStreamPlace } from '../stream-store.ts';
import { FilterBar } from './filter-bar.tsx';
import { filterOf, isFiltering, noQuery, type PendingQuery } from './pending-filters.ts';
import { pendingColumns } from './pending-columns.tsx';
import { PendingPane } from './pending-pane.tsx';
import { pendingLoader, type PendingRow, type SearchState } from './pending-rows.ts';
import { Selection, useSelection } from '../selection.ts';
import { useSurvey } from './use-survey.ts';

const REFRESH_EVERY_MS = 2_000;
/** A search that looked at more than this is not made again by itself: it would keep the server busy. */
const REFRESHED_SEARCH = 20_000;
const rowKey = (row: PendingRow) => row.id;

interface PendingViewProps {
  connectionId: string;
  streamKey: Uint8Array;
  /** Null: the stream has no groups. */
  group: StreamGroup | null;
  state: StreamState | undefined;
  history: GroupHistory;
}

/** The pending entries of a group: who has them, since when, how often, and what to do about it. */
export function PendingView(props: PendingViewProps) {
  const show = useStreamPlace(place => place.show);
  if (props.group) return <Workbench {...props} group={props.group} />;
  if (!props.state?.summary) return null;
  return (
    <EmptyState
      icon={<Layers size={18} aria-hidden />}
      title="What a group was given and has not acknowledged appears here"
      action={
        <Button look="primary" onClick={() => show('groups')}>
          Create a group
        </Button>
      }
      command={`XGROUP CREATE ${bytesText(props.streamKey)} mygroup 0`}
    >
      This stream has no group yet.
    </EmptyState>
  );
}

function Workbench({ connectionId, streamKey, group, history }: PendingViewProps & { group: StreamGroup }) {
  const { utc } = useSettings();
  const groupKey = group.name;
  const [query, setQuery] = useState<PendingQuery>(noQuery);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [active, setActive] = useState<PendingRow | null>(null);
  const [paneOpen, setPaneOpen] = useRemembered('streams.pending-pane', true);
  const [selection] = useState(() => new Selection<PendingRow>());
  const [search, setSearch] = useState<SearchState | null>(null);
  const scannedRef = useRef(0);
  const grid = useRef<DataGridHandle>(null);
  const redraw = useRedraw();
  const address = { connectionId, key: streamKey, group: groupKey };
  const consumers = useEngineQuery('streams.consumers', address, { everyMs: 2_000 });
  const { survey, again } = useSurvey(connectionId, streamKey, groupKey);

  // Only the edges matter here, and those are always the same: a new count must not begin the list anew.
  const filter = useMemo(
    () => filterOf(query, survey),
    // oxlint-disable-next-line react/exhaustive-deps -- see above
    [query, survey === null],
  );
  const source = useMemo(
    () =>
      new CursorRowSource<PendingRow>(
        pendingLoader(connectionId, streamKey, groupKey, filter, setSearch),
        rowKey,
        { after: null },
      ),
    // oxlint-disable-next-line react/exhaustive-deps -- the view is made anew for another stream or group
    [connectionId, filter],
  );
  useEffect(() => {
    setSearch(null);
    return () => source.close();
  }, [source]);
  const filtering = isFiltering(query);
  useEffect(() => {
    scannedRef.current = filtering ? (search?.scanned ?? 0) : 0;
  }, [filtering, search]);
  useEffect(() => source.setTotal(filtering ? null : group.pending), [source, filtering, group.pending]);
  useEffect(() => {
    const unsubscribe = source.subscribe(redraw);
    const timer = setInterval(() => {
      if (scannedRef.current <= REFRESHED_SEARCH) void source.refresh();
    }, REFRESH_EVERY_MS);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [source, redraw]);

  const known = consumers.data ?? [];
  const names = known.map(consumer => bytesText(consumer.name));
  const namesKey = names.join('\n');
  // oxlint-disable-next-line react/exhaustive-deps -- colours depend on the names alone
  const colorOf = useMemo(() => consumerColors(known), [namesKey]);

  const onMark = useCallback(
    (row: PendingRow, extend: boolean) => {
      const from = extend ? source.rows.findIndex(other => other.id === activeIdRef.current) : -1;
      const to = source.rows.findIndex(other => other.id === row.id);
      if (from >= 0 && to >= 0) selection.add(source.rows.slice(Math.min(from, to), Math.max(from, to) + 1));
      else selection.toggle(row);
      activeIdRef.current = row.id;
      setPaneOpen(true);
    },
    [source, selection, setPaneOpen],
  );
  const activeIdRef = useRef<string | null>(null);
  const columns = useMemo(
    () => pendingColumns({ utc, selection, colorOf, onMark }),
    [utc, selection, colorOf, onMark],
  );

  const refresh = () => {
    selection.clear();
    void source.refresh();
    again();
    void consumers.refetch();
  };
  useAction({
    id: 'pending.all',
    title: 'Select all that match',
    group: 'Streams',
    shortcut: 'Mod+A',
    run: () => selection.selectAll(),
  });
  useAction({ id: 'pending.none', title: 'Select nothing', group: 'Streams', run: () => selection.clear() });
  useAction({ id: 'pending.count', title: 'Count pending entries again', group: 'Streams', run: again });
  useAction(
    paneOpen
      ? {
          id: 'pending.escape',
          title: 'Close the pane',
          group: 'Streams',
          shortcut: 'Escape',
          run: () => setPaneOpen(false),
        }
      : null,
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ' || !(event.target instanceof Element) || event.target.role !== 'grid' || !active)
      return;
    event.preventDefault();
    onMark(source.rows.find(row => row.id === activeId) ?? active, event.shiftKey);
  };
  const range = source.range();

  const list = (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Space marks the row that the grid is on
    <div
      className="flex min-h-0 min-w-0 flex-1 flex-col [&_.grid-row:has(input:checked)]:bg-accent-bg"
      onKeyDown={onKeyDown}
    >
      <SelectionBar
        selection={selection}
        filtering={filtering}
        search={search}
        shown={range.end - range.start}
        pending={group.pending}
      />
      {range.problem !== null && (
        <div className="flex-none border-b border-line bg-surface p-2">
          <ErrorPanel what="The pending entries cannot be read." error={{ message: range.problem }}>
            <Button onClick={() => void source.refresh()}>Try again</Button>
          </ErrorPanel>
        </div>
      )}
      <DataGrid
        ref={grid}
        id="pending"
        label="Pending entries"
        source={source}
        columns={columns}
        rowKey={rowKey}
        activeKey={activeId}
        onActivate={(key, row) => {
          setActiveId(key);
          setActive(row);
          activeIdRef.current = key;
        }}
        onOpen={() => setPaneOpen(true)}
        empty={
          <EmptyState
            icon={<Layers size={18} aria-hidden />}
            title={filtering ? 'No pending entry matches' : 'Nothing is pending in this group'}
            action={
              filtering ? (
                <Button onClick={() => setQuery(noQuery)}>Take all conditions away</Button>
              ) : undefined
            }
            command={`XREADGROUP GROUP ${bytesText(groupKey)} alice COUNT 10 STREAMS ${bytesText(streamKey)} >`}
          >
            {filtering
              ? `${formatCount(search?.scanned ?? 0)} were looked at.`
              : 'What a consumer is given is pending until it acknowledges it.'}
          </EmptyState>
        }
      />
    </div>
  );
  return (
    <>
      <GroupCards
        connectionId={connectionId}
        streamKey={streamKey}
        group={group}
        trend={history.get(bytesText(groupKey))}
        consumers={known}
        longestIdleMs={survey?.longestIdleMs ?? null}
      />
      <FilterBar
        survey={survey}
        query={query}
        onQuery={next => {
          selection.clear();
          setQuery(next);
        }}
        consumers={names}
        colorOf={colorOf}
      />
      <SplitPane
        id="streams.pending"
        direction="horizontal"
        paneSize={380}
        minPane={320}
        minMain={420}
        main={list}
        pane={
          paneOpen ? (
            <PendingPane
              connectionId={connectionId}
              streamKey={streamKey}
              group={groupKey}
              selection={selection}
              filter={filter}
              active={active}
              consumers={names}
              minIdleMs={filter.minIdleMs}
              onDone={refresh}
              onClose={() => setPaneOpen(false)}
            />
          ) : null
        }
      />
    </>
  );
}

interface SelectionBarProps {
  selection: Selection<PendingRow>;
  filtering: boolean;
  search: SearchState | null;
  shown: number;
  pending: number;
}

/** What is picked, how far a filter has looked, and the way to pick everything. */
function SelectionBar({ selection, filtering, search, shown, pending }: SelectionBarProps) {
  useSelection(selection);
  const picked = selection.all
    ? `all ${filtering ? 'that match' : formatCount(pending)} selected`
    : selection.size > 0
      ? `${formatCount(selection.size)} selected`
      : null;
  return (
    <div className="flex h-7 flex-none items-center gap-3 border-b border-line-soft bg-surface px-3 text-xs/[18px] text-muted">
      <span role="status">
        {filtering && search
          ? `${formatCount(search.matched)} matched of ${formatCount(search.scanned)} looked at`
          : `${formatCount(shown)} of ${formatCount(pending)} here`}
        {picked !== null && <b className="pl-2 font-medium text-text"> {picked}</b>}
      </span>
      <span className="flex-1" />
      <button
        type="button"
        className="text-text underline underline-offset-2"
        onClick={() => selection.selectAll()}
      >
        Select all{filtering ? ' that match' : ''}
      </button>
      {picked !== null && (
        <button
          type="button"
          className="text-text underline underline-offset-2"
          onClick={() => selection.clear()}
        >
          Select none
        </button>
      )}
    </div>
  );
}
