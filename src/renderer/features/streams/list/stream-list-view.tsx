import { ListTree, Plus, RefreshCw, Square } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useAction } from '../../../lib/actions.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import type { ShownRows } from '../../../ui/data-grid/row-source.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Input } from '../../../ui/field.tsx';
import { ScreenToolbar } from '../../../ui/screen-toolbar.tsx';
import { AddEntryDialog } from '../entries/add-entry-dialog.tsx';
import { useStreamPlace } from '../stream-store.ts';
import { listColumns, type StreamRow } from './list-columns.tsx';
import { useStreamDetails } from './use-stream-details.ts';
import { useStreamList } from './use-stream-list.ts';

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
  const [pattern, setPattern] = useState('');
  const [settled, setSettled] = useState('');
  const [round, setRound] = useState(0);
  const [creating, setCreating] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const [favourites, setFavourites] = useRemembered<string[]>(`streams.favourites.${connectionId}`, []);
  const open = useStreamPlace(place => place.open);
  const redraw = useRedraw();
  const { streams, listing, error, stop } = useStreamList(connectionId, settled, round);

  useEffect(() => {
    const timer = setTimeout(() => setSettled(asGlob(pattern)), 250);
    return () => clearTimeout(timer);
  }, [pattern]);

  const [source] = useState(() => new StreamRows(redraw));
  const sorted = useMemo(() => {
    const first = new Set(favourites);
    return [...streams].sort((a, b) => Number(first.has(b.name)) - Number(first.has(a.name)));
  }, [streams, favourites]);
  const inView = sorted.slice(source.shown.first, source.shown.end).map(stream => stream.key);
  const details = useStreamDetails(connectionId, inView);
  useEffect(() => {
    const first = new Set(favourites);
    source.replace(
      sorted.map(({ key, name }) => ({ key, name, details: details.get(name), favourite: first.has(name) })),
    );
  }, [source, sorted, details, favourites]);

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
          {listing && searchText(listing.found, listing.looked, listing.keyspace, listing.finished)}
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
        <div className="border-b border-line bg-surface p-2">
          <ErrorPanel what="The streams cannot be listed." error={error}>
            <Button onClick={searchAgain}>Try again</Button>
          </ErrorPanel>
        </div>
      )}
      <DataGrid
        id="streams"
        label="Streams"
        source={source}
        columns={columns}
        rowKey={keyOf}
        activeKey={active}
        onActivate={key => setActive(key)}
        onOpen={row => open(row.key)}
        empty={
          listing?.finished ? (
            <EmptyState
              icon={<ListTree size={18} aria-hidden />}
              title={
                pattern === '' ? 'The streams of this database appear here' : 'No stream has such a name'
              }
              action={
                <Button look="primary" onClick={() => setCreating(true)}>
                  Create stream
                </Button>
              }
              command="XADD orders * item kettle"
            >
              A stream is made by the first entry added to it.
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

/** Text without the signs of a pattern is a part of the name. */
function asGlob(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[*?[\]\\]/.test(trimmed) ? trimmed : `*${trimmed}*`;
}

function searchText(found: number, looked: number, keyspace: number | null, finished: boolean): string {
  const streams = `${formatCount(found)} ${found === 1 ? 'stream' : 'streams'}`;
  if (finished) return keyspace === null ? streams : `${streams} among ${formatCount(keyspace)} keys`;
  return `${streams} so far · looked at about ${formatCount(looked)}${keyspace === null ? '' : ` of ${formatCount(keyspace)}`} keys`;
}
