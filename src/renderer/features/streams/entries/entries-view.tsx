import { List } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { StreamSummary } from '#shared/contract/streams.ts';
import type { Condition } from '#shared/contract/condition.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useEscape } from '../../../lib/actions.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { change, useOpened } from '../../../lib/navigation.ts';
import { useReconnected } from '../../../lib/use-reconnected.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { useSettings } from '../../../lib/settings.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import { CommandLine } from '../../../ui/command-line.tsx';
import { DataGrid, type DataGridHandle } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { CursorRowSource, type Cursor } from '../cursor-row-source.ts';
import { SelectableRows } from '../selectable-rows.tsx';
import { Selection, useSelection } from '../selection.ts';
import { EntriesBar, WHOLE, type JumpTarget } from './entries-bar.tsx';
import { entryColumns } from './entry-columns.tsx';
import { EntryDetail } from './entry-detail.tsx';
import { entryLoader, type EntryRow, type TypedRange } from './entry-rows.ts';
import type { TypedField } from './fields-editor.tsx';
import { TimelineStrip } from './timeline-strip.tsx';
import { useCountedEntries } from './use-counted-entries.ts';
import { useFieldDecodings } from './field-decodings.ts';
import { useEntryScan } from './use-entry-scan.ts';

const rowKey = (row: EntryRow) => row.id;
const REFRESH_EVERY_MS = 2_000;
const LAST: Cursor = { before: null };

interface EntriesViewProps {
  connectionId: string;
  streamKey: Uint8Array;
  /** The same object until one of them changes. */
  summary: Pick<StreamSummary, 'length' | 'lastId'> | null;
  onReAdd: (fields: TypedField[]) => void;
}

/** The entries of a stream, millions of them, in both directions and by time; or those that match. */
export const EntriesView = memo(function EntriesView({
  connectionId,
  streamKey,
  summary,
  onReAdd,
}: EntriesViewProps) {
  const { utc, newestFirst } = useSettings();
  const name = bytesText(streamKey);
  const [range, setRange] = useState<TypedRange>(WHOLE);
  const [begin, setBegin] = useState<Cursor>(LAST);
  const { text = '', language = 'text' } = useOpened('streams');
  const filter = useMemo<Condition | null>(() => (text === '' ? null : { language, text }), [text, language]);
  const setFilter = (next: Condition | null) =>
    change('streams', { text: next?.text ?? '', language: next?.language });
  const [fields, setFields] = useRemembered<readonly string[]>(`streams.columns.${name}`, []);
  const [active, setActive] = useState<EntryRow | null>(null);
  const [deleting, setDeleting] = useState<readonly string[] | null>(null);
  const [selection] = useState(() => new Selection<EntryRow>());
  useSelection(selection);
  const grid = useRef<DataGridHandle>(null);
  const redraw = useRedraw();
  const decode = useFieldDecodings(streamKey);
  const scan = useEntryScan(connectionId, streamKey, range, { filter, decode });
  const update = useQueryCall('app.updateSettings');
  const [count, setCount] = useState<number | null>(null);
  const isCounting = count !== null && filter === null;
  const some = useCountedEntries({
    connectionId,
    streamKey,
    range,
    newestFirst,
    count: isCounting ? count : null,
  });

  const pages = useMemo(
    () => new CursorRowSource<EntryRow>(entryLoader(connectionId, streamKey, range, decode), rowKey, begin),
    // oxlint-disable-next-line react/exhaustive-deps -- the view is made anew for another stream
    [connectionId, range, begin, decode],
  );
  const [matches] = useState(() => new ArrayRowSource<EntryRow>(rowKey));
  useEffect(() => matches.replace(scan.rows), [matches, scan.rows]);
  useEffect(() => {
    const unsubscribe = pages.subscribe(redraw);
    return () => {
      unsubscribe();
      pages.close();
    };
  }, [pages, redraw]);
  const isWhole = range.start === '-' && range.end === '+';
  useEffect(
    () => pages.setTotal(isWhole ? (summary?.length ?? null) : null),
    [pages, isWhole, summary?.length],
  );

  // Where the newest entries are shown, those that are added appear; where older ones are read, nothing moves.
  const lastId = summary?.lastId ?? null;
  const here = pages.range();
  useEffect(() => {
    if (lastId === null || here.moreAfter || here.loading) return;
    if (pages.rows.at(-1)?.id === lastId) return;
    const timer = setTimeout(() => void pages.readOn(), REFRESH_EVERY_MS / 2);
    return () => clearTimeout(timer);
  }, [pages, lastId, here]);

  const source = isCounting ? some.source : filter === null ? pages : matches;
  const rows = isCounting ? some.rows : filter === null ? pages.rows : scan.rows;
  const onMark = (row: EntryRow, extend: boolean) => selection.mark(row, rows, extend);
  const mark = useRef(onMark);
  useEffect(() => {
    mark.current = onMark;
  });
  const columns = useMemo(
    () => entryColumns({ utc, selection, fields, onMark: (row, extend) => mark.current(row, extend) }),
    [utc, selection, fields],
  );
  const names = useMemo(
    () => [...new Set(rows.slice(0, 200).flatMap(row => row.fields.map(field => field.name)))].slice(0, 100),
    [rows],
  );

  const jump = (to: JumpTarget) => {
    setFilter(null);
    setCount(null);
    setBegin('id' in to ? { after: beforeId(to.id) } : to.end === 'first' ? { after: null } : LAST);
  };
  useEscape('entries.escape', 'Close the entry', 'Streams', active ? () => setActive(null) : null);
  const readAgain = () =>
    isCounting ? some.again() : filter === null ? setBegin({ ...begin }) : scan.next();
  useReconnected(connectionId, () => problem !== null && readAgain());
  const failed = isCounting ? some.error : scan.error;
  const problem = filter === null && !isCounting ? here.problem : (failed?.message ?? null);

  const list = (
    <SelectableRows
      onMark={extend => active && onMark(active, extend)}
      onDelete={() => {
        if (selection.size > 0) setDeleting(selection.rows.map(rowKey));
        else if (active) setDeleting([active.id]);
      }}
    >
      {isCounting && (
        <div className="flex-none border-b border-line-soft bg-surface px-3 py-1">
          <CommandLine oneLine text={some.command} />
        </div>
      )}
      {problem !== null && (
        <div className="flex-none border-b border-line bg-surface p-2">
          <ErrorPanel what="The entries cannot be read." error={{ message: problem }} onRetry={readAgain} />
        </div>
      )}
      <DataGrid
        // A new place is a new grid: it begins at its own end.
        key={JSON.stringify([begin, range, filter, count, isCounting && newestFirst])}
        ref={grid}
        id="entries"
        takesFocus
        label="Entries"
        source={source}
        columns={columns}
        rowKey={rowKey}
        // What a search found stands as it was found, the newest first.
        order={newestFirst && filter === null ? 'newest-first' : 'newest-last'}
        live={filter === null && !isCounting && 'before' in begin}
        activeKey={active?.id ?? null}
        onActivate={(key, row, extend) => {
          setActive(row);
          if (extend) selection.extendTo(row, rows);
          else selection.startFrom(key);
        }}
        empty={
          filter === null ? (
            <EmptyState
              icon={<List size={18} aria-hidden />}
              title="Entries appear here"
              command={`XADD ${name} * item kettle`}
            >
              {isWhole ? 'This stream has none at the moment.' : 'There are none in this range.'}
            </EmptyState>
          ) : scan.running ? undefined : (
            <EmptyState icon={<List size={18} aria-hidden />} title="No entry matches">
              Every entry of the range was checked.
            </EmptyState>
          )
        }
      />
    </SelectableRows>
  );
  return (
    <>
      <EntriesBar
        connectionId={connectionId}
        streamKey={streamKey}
        serverTime={Date.now()}
        range={range}
        onRange={next => {
          setRange(next);
          setBegin(next.start === '-' ? LAST : { after: null });
        }}
        onJump={jump}
        newestFirst={newestFirst}
        onNewestFirst={next => void update.run({ newestFirst: next })}
        count={count}
        onCount={setCount}
        filter={filter}
        onFilter={setFilter}
        scan={scan}
        names={names}
        fields={fields}
        onFields={setFields}
        selected={selection.size}
        onDelete={() => setDeleting(selection.rows.map(rowKey))}
      />
      {isWhole && filter === null && (
        <TimelineStrip connectionId={connectionId} streamKey={streamKey} onJump={id => jump({ id })} />
      )}
      <SplitPane
        id="streams.entries"
        direction="horizontal"
        paneSize={380}
        minPane={300}
        minMain={420}
        main={list}
        pane={
          active ? (
            <EntryDetail
              key={active.id}
              connectionId={connectionId}
              streamKey={streamKey}
              id={active.id}
              onReAdd={onReAdd}
            />
          ) : null
        }
      />
      <ActionDialog
        connectionId={connectionId}
        open={deleting !== null}
        onClose={() => setDeleting(null)}
        title={`Delete from ${name}`}
        action={deleting ? { kind: 'delete', key: streamKey, ids: [...deleting] } : null}
        onDone={({ state }) => {
          if (state === 'done') selection.clear();
          void pages.refresh();
        }}
      />
    </>
  );
});

/** The id right before one that was asked for: a page after it begins with it. */
function beforeId(id: string): string {
  const [ms, seq] = id.split('-');
  if (seq !== undefined && BigInt(seq) > 0n) return `${ms}-${BigInt(seq) - 1n}`;
  return BigInt(ms!) > 0n ? `${BigInt(ms!) - 1n}-18446744073709551615` : '0-0';
}
