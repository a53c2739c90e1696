import { Layers } from 'lucide-react';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import type { PendingSurvey } from '#shared/contract/pending.ts';
import type { HeldGroup, StreamConsumer, StreamState } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction, useEscape } from '../../../lib/actions.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { change, go, useOpened } from '../../../lib/navigation.ts';
import { useKept } from '../../../lib/use-kept.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { useSettings } from '../../../lib/settings.ts';
import { askEvery } from '../../../lib/ask-every.ts';
import { Button } from '../../../ui/button.tsx';
import { DataGrid, type DataGridHandle } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { CursorRowSource } from '../cursor-row-source.ts';
import { consumerColors } from '../groups/consumer-colors.ts';
import { useFieldDecodings } from '../entries/field-decodings.ts';
import { GroupCards } from '../groups/group-cards.tsx';
import type { GroupHistory } from '../groups/use-group-history.ts';
import { FilterBar } from './filter-bar.tsx';
import {
  filterOf,
  isFiltering,
  noQuery,
  openedOf,
  queryOf,
  type PendingQuery,
  type SurveyCounts,
} from './pending-filters.ts';
import { pendingColumns } from './pending-columns.tsx';
import { GroupByName } from './group-by-name.tsx';
import { PendingPane } from './pending-pane.tsx';
import { isShownAlike, pendingLoader, type PendingRow, type SearchState } from './pending-rows.ts';
import { nextSort } from '../next-sort.ts';
import { SelectableRows } from '../selectable-rows.tsx';
import { Selection } from '../selection.ts';
import { useLastAcknowledgement, type UndoAck } from './last-acknowledgement.ts';
import { SelectionBar } from './selection-bar.tsx';
import { SortedPendingRows, type PendingSort, type SortedCounts } from './sorted-pending.ts';
import { useSurvey } from './use-survey.ts';

const REFRESH_EVERY_MS = 2_000;
/** A search that looked at more than this is not made again by itself: it would keep the server busy. */
const REFRESHED_SEARCH = 20_000;
const rowKey = (row: PendingRow) => row.id;

interface PendingViewProps {
  connectionId: string;
  streamKey: Uint8Array;
  /** Null: the stream has no groups. */
  group: HeldGroup | null;
  state: StreamState | undefined;
  history: GroupHistory;
}

/** The pending entries of a group: who has them, since when, how often, and what to do about it. */
export function PendingView(props: PendingViewProps) {
  if (props.group) return <PendingOfGroup {...props} group={props.group} />;
  if (!props.state?.summary) return null;
  if (props.state.summary.groups === null)
    return <GroupByName streamKey={props.streamKey} mayAsk={!props.state.missing.includes('XPENDING')} />;
  return (
    <EmptyState
      icon={<Layers size={18} aria-hidden />}
      title="Entries delivered to a group but not acknowledged appear here"
      action={
        <Button variant="primary" onClick={() => go('streams', { stream: props.streamKey, tab: 'groups' })}>
          Create a group
        </Button>
      }
      command={`XGROUP CREATE ${bytesText(props.streamKey)} mygroup 0`}
    >
      This stream has no group yet.
    </EmptyState>
  );
}

/** The figures of a group are others every second; what is below them is drawn again only for what it shows. */
function PendingOfGroup({
  connectionId,
  streamKey,
  group,
  history,
}: PendingViewProps & { group: HeldGroup }) {
  const groupKey = useKept(group.name);
  const { data, refetch } = useEngineQuery(
    'streams.consumers',
    { connectionId, key: streamKey, group: groupKey },
    { everyMs: 2_000 },
  );
  const askAgain = useCallback(() => void refetch(), [refetch]);
  const known = data?.consumers ?? [];
  const { survey, again } = useSurvey(connectionId, streamKey, groupKey);
  const counts = useKept(survey && withoutIdleTimes(survey));
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
      <Workbench
        connectionId={connectionId}
        streamKey={streamKey}
        groupKey={groupKey}
        pending={group.pending}
        holding={useKept(known.map(({ name }) => ({ name })))}
        survey={counts}
        onCountAgain={again}
        onConsumersAgain={askAgain}
      />
    </>
  );
}

function withoutIdleTimes(survey: PendingSurvey): SurveyCounts {
  const { scanned, total, finished, idle, deliveries, ownerless, mostDeliveries } = survey;
  return { scanned, total, finished, idle, deliveries, ownerless, mostDeliveries };
}

interface WorkbenchProps {
  connectionId: string;
  streamKey: Uint8Array;
  groupKey: Uint8Array;
  /** How many there are. */
  pending: number;
  /** The consumers of the group. */
  holding: readonly Pick<StreamConsumer, 'name'>[];
  /** Counts of all of them; null while they have not been counted. */
  survey: SurveyCounts | null;
  onCountAgain: () => void;
  onConsumersAgain: () => void;
}

const Workbench = memo(function Workbench(props: WorkbenchProps) {
  const { connectionId, streamKey, groupKey, pending, holding, survey } = props;
  const { onCountAgain: again, onConsumersAgain } = props;
  const { utc } = useSettings();
  const opened = useOpened('streams');
  const query = useMemo(() => queryOf(opened), [opened]);
  const setQuery = (next: PendingQuery) => change('streams', openedOf(next));
  const [activeId, setActiveId] = useState<string | null>(null);
  const [active, setActive] = useState<PendingRow | null>(null);
  const [paneOpen, setPaneOpen] = useRemembered('streams.pending-pane', true);
  const [selection] = useState(() => new Selection<PendingRow>());
  const [search, setSearch] = useState<SearchState | null>(null);
  const scannedRef = useRef(0);
  const grid = useRef<DataGridHandle>(null);
  const redraw = useRedraw();
  const address = { connectionId, key: streamKey, group: groupKey };

  // Of the survey only the edges of picked bars matter, and those are always the same: counts that arrive must not begin the list anew.
  const lacksEdges = survey === null && (query.idle !== null || query.deliveries !== null);
  const decode = useFieldDecodings(streamKey);
  const filter = useMemo(
    () => filterOf(query, survey, decode),
    // oxlint-disable-next-line react/exhaustive-deps -- see above
    [query, lacksEdges, decode],
  );
  const [sort, setSort] = useState<PendingSort | null>(null);
  const [sortedCounts, setSortedCounts] = useState<SortedCounts | null>(null);
  const source = useMemo(
    () =>
      sort
        ? new SortedPendingRows(
            { ...address, filter, by: sort.columnId, direction: sort.direction },
            setSortedCounts,
          )
        : new CursorRowSource<PendingRow>(
            pendingLoader(connectionId, streamKey, groupKey, filter, setSearch),
            rowKey,
            { after: null },
            isShownAlike,
          ),
    // oxlint-disable-next-line react/exhaustive-deps -- the view is made anew for another stream or group
    [connectionId, filter, sort],
  );
  useEffect(() => {
    setSearch(null);
    setSortedCounts(null);
    return () => source.close();
  }, [source]);
  const filtering = isFiltering(query);
  useEffect(() => {
    scannedRef.current = sortedCounts?.scanned ?? (filtering ? (search?.scanned ?? 0) : 0);
  }, [filtering, search, sortedCounts]);
  useEffect(() => {
    if (source instanceof CursorRowSource) source.setTotal(filtering ? null : pending);
  }, [source, filtering, pending]);
  useEffect(() => {
    const unsubscribe = source.subscribe(redraw);
    const stop = askEvery(REFRESH_EVERY_MS, async () => {
      if (scannedRef.current <= REFRESHED_SEARCH) await source.refresh();
      return source.rows;
    });
    return () => {
      unsubscribe();
      stop();
    };
  }, [source, redraw]);

  const names = useKept(holding.map(consumer => bytesText(consumer.name)));
  const namesKey = names.join('\n');
  // oxlint-disable-next-line react/exhaustive-deps -- colours depend on the names alone
  const colorOf = useMemo(() => consumerColors(holding), [namesKey]);

  const onMark = useCallback(
    (row: PendingRow, extend: boolean) => {
      selection.mark(row, source.rows, extend);
      setPaneOpen(true);
    },
    [source, selection, setPaneOpen],
  );
  const columns = useMemo(
    () => pendingColumns({ utc, selection, colorOf, onMark }),
    [utc, selection, colorOf, onMark],
  );

  const place = `${connectionId} ${bytesText(streamKey)} ${bytesText(groupKey)}`;
  const undo = useLastAcknowledgement(state => (state.place === place ? state.undo : null));
  const [undoing, setUndoing] = useState<UndoAck | null>(null);
  const [ended, setEnded] = useState<StreamActionProgress | null>(null);
  const afterAction = (progress: StreamActionProgress | null) => {
    setEnded(progress);
    if (progress === null) return;
    if (progress.undo) useLastAcknowledgement.getState().note(place, progress.undo);
    // What was not carried out to its end is still wanted: what is done already is left alone the next time.
    if (progress.state === 'done') selection.clear();
    void source.refresh();
    again();
    onConsumersAgain();
  };
  useAction({
    id: 'pending.all',
    title: 'Select all that match',
    group: 'Streams',
    shortcut: 'Mod+A',
    run: () => selection.selectAll(),
  });
  const sortBy = (columnId: string) => {
    if (columnId === 'idle' || columnId === 'deliveries') setSort(nextSort(sort, columnId));
  };
  useAction({
    id: 'pending.sort-idle',
    title: 'Sort pending entries by idle time',
    group: 'Streams',
    run: () => sortBy('idle'),
  });
  useAction({
    id: 'pending.sort-deliveries',
    title: 'Sort pending entries by deliveries',
    group: 'Streams',
    run: () => sortBy('deliveries'),
  });
  useAction({ id: 'pending.none', title: 'Select none', group: 'Streams', run: () => selection.clear() });
  useAction(
    undo && {
      id: 'pending.undo',
      title: 'Undo the last acknowledgement',
      group: 'Streams',
      shortcut: 'Mod+Z',
      run: () => setUndoing(undo),
    },
  );
  useAction({ id: 'pending.count', title: 'Count pending entries again', group: 'Streams', run: again });
  useEscape('pending.escape', 'Close the pane', 'Streams', paneOpen ? () => setPaneOpen(false) : null);
  const range = source.range();

  const list = (
    <SelectableRows
      onMark={extend => active && onMark(source.rows.find(row => row.id === activeId) ?? active, extend)}
      onDelete={null}
    >
      <SelectionBar
        selection={selection}
        filtering={filtering}
        search={search}
        sort={sort}
        sorted={sortedCounts}
        shown={range.end - range.start}
        pending={pending}
      />
      {range.problem !== null && (
        <div className="flex-none border-b border-line bg-surface p-2">
          <ErrorPanel
            what="The pending entries cannot be read."
            error={{ message: range.problem }}
            onRetry={() => source.refresh()}
          />
        </div>
      )}
      <DataGrid
        ref={grid}
        id="pending"
        takesFocus
        label="Pending entries"
        source={source}
        columns={columns}
        rowKey={rowKey}
        activeKey={activeId}
        onActivate={(key, row, extend) => {
          setActiveId(key);
          setActive(row);
          if (extend) selection.extendTo(row, source.rows);
          else selection.startFrom(key);
        }}
        onOpen={() => setPaneOpen(true)}
        {...(sort ? { sort } : {})}
        onSort={sortBy}
        empty={
          <EmptyState
            icon={<Layers size={18} aria-hidden />}
            title={filtering ? 'No pending entry matches' : 'Nothing is pending in this group'}
            action={
              filtering ? <Button onClick={() => setQuery(noQuery)}>Remove all conditions</Button> : undefined
            }
            command={`XREADGROUP GROUP ${bytesText(groupKey)} alice COUNT 10 STREAMS ${bytesText(streamKey)} >`}
          >
            {filtering
              ? `${formatCount(search?.scanned ?? 0)} entries were checked.`
              : 'An entry is pending from its delivery to a consumer until that consumer acknowledges it.'}
          </EmptyState>
        }
      />
    </SelectableRows>
  );
  return (
    <>
      <FilterBar
        connectionId={connectionId}
        streamKey={streamKey}
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
              onUndo={undo && (() => setUndoing(undo))}
              ended={ended}
              onEnded={afterAction}
              onClose={() => setPaneOpen(false)}
            />
          ) : null
        }
      />
      <ActionDialog
        connectionId={connectionId}
        open={undoing !== null}
        onClose={() => setUndoing(null)}
        title="Undo the acknowledgement"
        action={undoing}
        onDone={progress => {
          if (progress.state === 'done') useLastAcknowledgement.getState().forget();
          afterAction(progress);
        }}
      />
    </>
  );
});
