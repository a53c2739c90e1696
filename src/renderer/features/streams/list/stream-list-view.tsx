import { FoldVertical, ListTree, Plus, RefreshCw, Square } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import type { StreamListing } from '#shared/contract/streams.ts';
import { useAction } from '../../../lib/actions.ts';
import { asGlob } from '../../../lib/as-glob.ts';
import { useInCluster } from '../../../lib/active-connection.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { change, go, useOpened } from '../../../lib/navigation.ts';
import { useRecognised } from '../../../lib/recognised.ts';
import { useRemembered, useShared } from '../../../lib/remembered.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import type { Sort } from '../../../ui/data-grid/columns.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Input } from '../../../ui/field.tsx';
import { ScreenToolbar } from '../../../ui/screen-toolbar.tsx';
import { AddEntryDialog } from '../entries/add-entry-dialog.tsx';
import { isFamilyRow, listColumns, sortableFigures } from './list-columns.tsx';
import { keyOf, listRows, StreamRows } from './list-rows.ts';
import { nextSort } from '../next-sort.ts';
import { OpenByName } from './open-by-name.tsx';
import { useDetailsOfAll, useStreamDetails } from './use-stream-details.ts';
import { useStreamList } from '../../../lib/stream-list.ts';

/** The figures of all streams are read to sort them: not of more than this. */
const MOST_SORTED = 10_000;
const NO_FAVOURITES: readonly string[] = [];

/** All streams of the database, whatever its size, with the figures of those in view. */
export function StreamListView({ connectionId }: { connectionId: string }) {
  const { named = '', except = '' } = useOpened('streams');
  const [pattern, setPattern] = useState(named);
  const [without, setWithout] = useState(except);
  const settled = asGlob(named);
  const [round, setRound] = useState(0);
  const [creating, setCreating] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const [favourites, setFavourites] = useShared(`streams.favourites.${connectionId}`, NO_FAVOURITES);
  const redraw = useRedraw();
  const inCluster = useInCluster();
  const { streams, listing, error, stop } = useStreamList(connectionId, settled, round, except);

  useEffect(() => {
    if (pattern === named && without === except) return;
    const timer = setTimeout(() => change('streams', { named: pattern, except: without }), 250);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- what is typed leads; Back makes another list
  }, [pattern, without]);

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
  const [folds, setFolds] = useRemembered('streams.fold', true);
  const [openFamilies, setOpenFamilies] = useState<ReadonlySet<string>>(new Set());
  // Whoever searches for a name wants to see the streams that have it.
  const isFolding = folds && named === '';
  const sorted = useMemo(
    () => listRows({ streams, favourites, details: all, sort, isFolding, openFamilies }),
    [streams, favourites, sort, all, isFolding, openFamilies],
  );
  const inView = sorted
    .slice(source.shown.first, source.shown.end)
    .flatMap(row => (isFamilyRow(row) ? [] : row.key));
  const details = useStreamDetails(connectionId, inView);
  const recognised = useRecognised('streams', connectionId, inView);
  useEffect(() => {
    source.replace(
      sorted.map(row =>
        isFamilyRow(row)
          ? row
          : {
              ...row,
              details: details.get(row.name) ?? row.details,
              recognised: recognised.get(row.name),
            },
      ),
    );
  }, [source, sorted, details, recognised]);

  const fold = useCallback(
    (prefix: string, open?: boolean) =>
      setOpenFamilies(before => {
        const next = new Set(before);
        if (open ?? !before.has(prefix)) next.add(prefix);
        else next.delete(prefix);
        return next;
      }),
    [],
  );
  const columns = useMemo(
    () =>
      listColumns({
        onFavourite: ({ name, favourite }) =>
          setFavourites(before => {
            const others = before.filter(other => other !== name);
            return favourite ? others : [...others, name];
          }),
        onFold: ({ name }) => fold(name),
      }),
    [setFavourites, fold],
  );
  /** As in a tree: right opens a family, left closes the one that a row is or is in. */
  const onArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    const at = sorted.findIndex(row => keyOf(row) === active);
    const row = sorted[at];
    if (!row) return;
    const family = isFamilyRow(row)
      ? row
      : row.inFamily
        ? sorted.slice(0, at).findLast(isFamilyRow)
        : undefined;
    if (!family || (event.key === 'ArrowRight' && !isFamilyRow(row))) return;
    event.preventDefault();
    fold(family.name, event.key === 'ArrowRight');
    setActive(keyOf(family));
  };
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
        <Input
          mono
          aria-label="Except these patterns"
          placeholder="except, rq:*"
          className="max-w-[160px]"
          value={without}
          onChange={event => setWithout(event.target.value)}
        />
        <span role="status" className="truncate text-muted">
          {listing && searchText(listing, inCluster)}
          {listing && listing.excluded > 0 && ` · ${formatCount(listing.excluded)} left out`}
          {sort && !all && ' · reading their figures to sort them…'}
          {listing?.truncated && ' · more than can be listed: narrow the pattern'}
        </span>
        {listing && !listing.finished && (
          <Button icon={<Square size={12} aria-hidden />} onClick={stop}>
            Stop
          </Button>
        )}
        <span className="flex-1" />
        <IconButton
          label={folds ? 'Show every stream as a row' : 'Fold streams whose names begin alike'}
          aria-pressed={folds}
          onClick={() => setFolds(!folds)}
        >
          <FoldVertical size={15} aria-hidden />
        </IconButton>
        <IconButton label="Search again" onClick={searchAgain}>
          <RefreshCw size={15} aria-hidden />
        </IconButton>
        <Button
          // Where there is none yet, the empty list has the button.
          variant={streams.length > 0 ? 'primary' : 'plain'}
          icon={<Plus size={14} aria-hidden />}
          onClick={() => setCreating(true)}
        >
          Create stream
        </Button>
      </ScreenToolbar>
      {error && (
        <div className="flex flex-col gap-2 border-b border-line bg-surface p-2">
          <ErrorPanel what="The streams cannot be listed." error={error} onRetry={searchAgain} />
          {error.code === 'denied' && <OpenByName />}
        </div>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys are those of the grid inside */}
      <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onArrow}>
        <DataGrid
          id="streams"
          takesFocus
          label="Streams"
          source={source}
          columns={columns}
          rowKey={keyOf}
          activeKey={active}
          onActivate={key => setActive(key)}
          onOpen={row => (isFamilyRow(row) ? fold(row.name) : go('streams', { stream: row.key }))}
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
                  <Button variant="primary" onClick={() => setCreating(true)}>
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
      </div>
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

function searchText({ found, looked, keyspace, finished }: StreamListing, inCluster: boolean): string {
  const streams = countOf(found, 'stream');
  const where = inCluster ? ' of this node' : '';
  if (finished)
    return keyspace === null ? `${streams}${where}` : `${streams} among ${countOf(keyspace, 'key')}${where}`;
  return `${streams} so far · checked about ${formatCount(looked)}${keyspace === null ? '' : ` of ${formatCount(keyspace)}`} keys`;
}
