import { ListTree, Plus, RefreshCw, Square } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { StreamListing } from '#shared/contract/streams.ts';
import { useAction } from '../../../lib/actions.ts';
import { useInCluster } from '../../../lib/active-connection.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { change, go, useOpened } from '../../../lib/navigation.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import type { Sort } from '../../../ui/data-grid/columns.ts';
import type { ShownRows } from '../../../ui/data-grid/row-source.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Input } from '../../../ui/field.tsx';
import { ScreenToolbar } from '../../../ui/screen-toolbar.tsx';
import { AddEntryDialog } from '../entries/add-entry-dialog.tsx';
import { listColumns, sortableFigures, type StreamRow } from './list-columns.tsx';
import { byFigure, nextSort } from './list-order.ts';
import { OpenByName } from './open-by-name.tsx';
import { useDetailsOfAll, useStreamDetails } from './use-stream-details.ts';
import { useStreamList } from './use-stream-list.ts';

/** The figures of all streams are read to sort them: not of more than this. */
const MOST_SORTED = 1_000;
const keyOf = (row: StreamRow) => row.name;
const sameRow = (a: StreamRow, b: StreamRow) => a.details === b.details && a.favourite === b.favourite;

/** Rows that are all here, and that know which of them are looked at: only those have their figures read. */
class StreamRows extends ArrayRowSource<StreamRow> {
  shown: ShownRows = { first: 0, end: 0, following: false };
  readonly #onShow: () => void;

  constructor(onShow: () => void) {
    super(keyOf, sameRow);
    this.#onShow = onShow;
  }

  override show(shown?: ShownRows): void {
    if (!shown || (shown.first === this.shown.first && shown.end === this.shown.end)) return;
    this.shown = shown;
    this.#onShow();
  }
}

/** All streams of the database, whatever its size, with the figures of those in view. */
export function StreamListView({ connectionId }: { connectionId: string }) {
  const { named = '' } = useOpened('streams');
  const [pattern, setPattern] = useState(named);
  const settled = asGlob(named);
  const [round, setRound] = useState(0);
  const [creating, setCreating] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const [favourites, setFavourites] = useRemembered<string[]>(`streams.favourites.${connectionId}`, []);
  const redraw = useRedraw();
  const inCluster = useInCluster();
  const { streams, listing, error, stop } = useStreamList(connectionId, settled, round);

  useEffect(() => {
    if (pattern === named) return;
    const timer = setTimeout(() => change('streams', { named: pattern }), 250);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- what is typed leads; Back makes another list
  }, [pattern]);

  const [source] = useState(() => new StreamRows(redraw));
  const [wantedSort, setSort] = useRemembered<Sort | null>('streams.sort', null);
  const isSortable = streams.length <= MOST_SORTED;
  const sort = isSortable ? wantedSort : null;
  // Another figure, or the other direction, sorts what has been read already.
  const readsAll = sort !== null && listing?.finished === true;
  const all = useDetailsOfAll(
    connectionId,
    useMemo(() => (readsAll ? streams.map(({ key }) => key) : null), [readsAll, streams]),
  );
  const sorted = useMemo(() => {
    const first = new Set(favourites);
    const figure = sortableFigures.find(({ id }) => id === sort?.columnId);
    const rows = streams.map(stream => ({
      ...stream,
      details: all?.get(stream.name),
      favourite: first.has(stream.name),
    }));
    const ordered = figure && all ? byFigure(rows, figure.value, sort!.direction) : rows;
    return ordered.toSorted((a, b) => Number(b.favourite) - Number(a.favourite));
  }, [streams, favourites, sort, all]);
  const inView = sorted.slice(source.shown.first, source.shown.end).map(stream => stream.key);
  const details = useStreamDetails(connectionId, inView);
  useEffect(() => {
    source.replace(sorted.map(row => ({ ...row, details: details.get(row.name) ?? row.details })));
  }, [source, sorted, details]);

  const columns = useMemo(
    () =>
      listColumns(({ name, favourite }) =>
        setFavourites(favourite ? favourites.filter(other => other !== name) : [...favourites, name]),
      ),
    [favourites, setFavourites],
  );
  const searchAgain = () => setRound(before => before + 1);
  useAction({
    id: 'streams.create',
    title: 'Create a stream…',
    group: 'Streams',
    run: () => setCreating(true),
  });
  useAction({
    id: 'streams.search-again',
    title: 'Search for streams again',
    group: 'Streams',
    run: searchAgain,
  });
  useAction({
    id: 'streams.filter',
    title: 'Filter the streams',
    group: 'Streams',
    shortcut: '/',
    run: () => document.querySelector<HTMLInputElement>('#stream-pattern')?.focus(),
  });

  return (
    <>
      {isSortable &&
        sortableFigures.map(figure => (
          <SortAction
            key={figure.id}
            title={figure.title}
            onSort={() => setSort({ columnId: figure.id, direction: 'descending' })}
          />
        ))}
      <ScreenToolbar title="Streams">
        <Input
          id="stream-pattern"
          mono
          aria-label="Name or pattern"
          placeholder="name or pattern, orders:*"
          className="max-w-[280px]"
          value={pattern}
          onChange={event => setPattern(event.target.value)}
        />
        <span role="status" className="truncate text-muted">
          {listing && searchText(listing, inCluster)}
          {sort && !all && ' · reading their figures to sort them…'}
          {listing?.truncated && ' · more than can be listed: narrow the pattern'}
        </span>
        {listing && !listing.finished && (
          <Button icon={<Square size={12} aria-hidden />} onClick={stop}>
            Stop
          </Button>
        )}
        <span className="flex-1" />
        <IconButton label="Search again" onClick={searchAgain}>
          <RefreshCw size={15} aria-hidden />
        </IconButton>
        <Button look="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
          Create stream
        </Button>
      </ScreenToolbar>
      {error && (
        <div className="flex flex-col gap-2 border-b border-line bg-surface p-2">
          <ErrorPanel what="The streams cannot be listed." error={error}>
            <Button onClick={searchAgain}>Try again</Button>
          </ErrorPanel>
          {error.code === 'denied' && <OpenByName />}
        </div>
      )}
      <DataGrid
        id="streams"
        takesFocus
        label="Streams"
        source={source}
        columns={columns}
        rowKey={keyOf}
        activeKey={active}
        onActivate={key => setActive(key)}
        onOpen={row => go('streams', { stream: row.key })}
        {...(sort ? { sort } : {})}
        {...(isSortable
          ? { onSort: (columnId: string) => setSort(nextSort(sort, columnId)) }
          : { sortHint: `more than ${formatCount(MOST_SORTED)} are not sorted; narrow the pattern` })}
        empty={
          listing?.finished ? (
            <EmptyState
              icon={<ListTree size={18} aria-hidden />}
              title={emptyTitle(pattern, inCluster)}
              action={
                <Button look="primary" onClick={() => setCreating(true)}>
                  Create stream
                </Button>
              }
              command="XADD orders * item kettle"
            >
              {listing.elsewhere === null
                ? 'Adding the first entry creates the stream.'
                : `A key of that name would be on another node of the cluster: ${listing.elsewhere}.`}
            </EmptyState>
          ) : undefined
        }
      />
      <AddEntryDialog
        connectionId={connectionId}
        streamKey={null}
        open={creating}
        onClose={() => setCreating(false)}
        onDone={searchAgain}
      />
    </>
  );
}

function emptyTitle(pattern: string, inCluster: boolean): string {
  if (pattern === '') return `The streams of this ${inCluster ? 'node' : 'database'} appear here`;
  return inCluster ? 'No stream of this node matches this name' : 'No stream matches this name';
}

/** The keyboard's way to the titles. */
function SortAction({ title, onSort }: { title: string; onSort: () => void }) {
  useAction({
    id: `streams.sort.${title}`,
    title: `Sort the streams by ${title}`,
    group: 'Streams',
    run: onSort,
  });
  return null;
}

/** Text without the signs of a pattern is a part of the name. */
function asGlob(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[*?[\]\\]/.test(trimmed) ? trimmed : `*${trimmed}*`;
}

function searchText({ found, looked, keyspace, finished }: StreamListing, inCluster: boolean): string {
  const streams = countOf(found, 'stream');
  const where = inCluster ? ' of this node' : '';
  if (finished)
    return keyspace === null ? `${streams}${where}` : `${streams} among ${countOf(keyspace, 'key')}${where}`;
  return `${streams} so far · checked about ${formatCount(looked)}${keyspace === null ? '' : ` of ${formatCount(keyspace)}`} keys`;
}
