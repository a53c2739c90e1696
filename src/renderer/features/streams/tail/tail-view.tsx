import { Pause, Play, Plus, Radio } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { StreamTail, TailDecoding } from '#shared/contract/streams.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useAction, useEscape } from '../../../lib/actions.ts';
import { engineNow, useStream } from '../../../lib/engine.ts';
import { formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { formatFullTime, formatTime } from '../../../lib/format/times.ts';
import { change, useOpened } from '../../../lib/navigation.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid, type DataGridHandle } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { useFeedRows } from '../../../ui/feed/use-feed-rows.ts';
import { Input } from '../../../ui/field.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { Swatch } from '../../../ui/swatch.tsx';
import { useDecodingsOf } from '../entries/field-decodings.ts';
import { EntryDetail } from '../entries/entry-detail.tsx';
import { fieldsText } from '../entry-text.ts';
import { FieldsLine } from '../fields-line.tsx';
import { ConditionInput } from '../condition-input.tsx';
import { tailRows, type TailRow } from './tail-rows.ts';

const none: readonly string[] = [];

interface TailViewProps {
  connectionId: string;
  streamKey: Uint8Array;
}

/** New entries as they come, of this stream and of others that are added to it. */
export function TailView({ connectionId, streamKey }: TailViewProps) {
  const own = bytesText(streamKey);
  const { also: others = none, text = '', language } = useOpened('streams');
  // Entries are tailed by CEL: a text that is looked for belongs to another tab.
  const applied = language === 'cel' ? text : '';
  const setOthers = (also: readonly string[]) => change('streams', { also });
  const setApplied = (next: string) => {
    if (next !== applied) change('streams', { language: 'cel', text: next });
  };
  const [typed, setTyped] = useState('');
  const [cel, setCel] = useState(applied);
  const keys = [streamKey, ...others.map(parseBytesText)];
  const decode = useDecodingsOf([own, ...others]);
  // Another choice goes to the tail that runs: a new one would begin without what came.
  const [begun] = useState(decode);
  const { item: tail, error } = useStream('streams.tail', {
    connectionId,
    keys,
    filter: { language: 'cel', text: applied },
    decode: begun,
  });
  useDecodeTail(tail?.feedId, decode);
  const add = () => {
    const name = typed.trim();
    if (name !== '' && name !== own && !others.includes(name)) setOthers([...others, name]);
    setTyped('');
  };
  return (
    <>
      <div className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-1.5">
        {tail?.streams.map((stream, index) => (
          <StreamChip
            key={bytesText(stream.key)}
            stream={stream}
            color={(index % 8) + 1}
            onRemove={
              index === 0 ? undefined : () => setOthers(others.filter(name => name !== bytesText(stream.key)))
            }
          />
        ))}
        <form
          className="flex"
          onSubmit={event => {
            event.preventDefault();
            add();
          }}
        >
          <Input
            mono
            aria-label="Another stream to tail"
            placeholder="another stream"
            className="w-36!"
            value={typed}
            onChange={event => setTyped(event.target.value)}
          />
          <Button variant="quiet" type="submit" aria-label="Tail this stream too">
            <Plus size={14} aria-hidden />
          </Button>
        </form>
        <span className="flex-1" />
        <ConditionInput
          connectionId={connectionId}
          streamKey={streamKey}
          label="Only entries that match (CEL)"
          action={{ id: 'tail.filter', title: 'Filter the new entries' }}
          celOnly
          value={{ language: 'cel', text: cel }}
          onValue={({ text }) => setCel(text)}
          onApply={() => setApplied(cel.trim())}
          appliesOnLeave
        />
      </div>
      {error ? (
        <div className="p-3">
          <ErrorPanel what="The tail cannot run." error={error} onRetry="itself" />
        </div>
      ) : (
        tail && (
          <TailTable key={tail.feedId} connectionId={connectionId} tail={tail} filtered={applied !== ''} />
        )
      )}
    </>
  );
}

/** Tells a tail what its fields are read as, whenever that was chosen anew. */
function useDecodeTail(feedId: string | undefined, decode: TailDecoding[]) {
  const chosen = JSON.stringify(decode.map(({ key, fields }) => [key.join(), fields]));
  useEffect(() => {
    // Where it has ended meanwhile, the next one begins with it.
    if (feedId !== undefined)
      void engineNow()
        .streams.decodeTail({ feedId, decode })
        .catch(() => {});
    // oxlint-disable-next-line react/exhaustive-deps -- what it depends on is in its JSON
  }, [feedId, chosen]);
}

interface StreamChipProps {
  stream: StreamTail['streams'][number];
  color: number;
  onRemove?: (() => void) | undefined;
}

function StreamChip({ stream, color, onRemove }: StreamChipProps) {
  const name = bytesText(stream.key);
  const missed = stream.missed !== null && stream.missed > 0;
  return (
    <Chip
      color={color}
      name={name}
      figure={
        stream.problem !== null ? (
          <span className="text-danger">stopped</span>
        ) : (
          <>
            {formatRate(stream.perSecond)}/s
            {missed && <span className="text-danger"> missed {formatCount(stream.missed)}</span>}
          </>
        )
      }
      title={
        stream.problem ??
        `${formatCount(stream.received)} received${missed ? `; ${formatCount(stream.missed)} were deleted before Millrace could read them` : ''}`
      }
      {...(onRemove ? { onRemove, removeLabel: `Stop tailing ${name}` } : {})}
    />
  );
}

interface TailTableProps {
  connectionId: string;
  tail: StreamTail;
  filtered: boolean;
}

const rowKey = (row: TailRow) => String(row.seq);

function TailTable({ connectionId, tail, filtered }: TailTableProps) {
  const { utc, newestFirst } = useSettings();
  const source = useFeedRows(tail.feedId, tailRows);
  const [paused, setPaused] = useState(false);
  const [selected, setSelected] = useState<TailRow | null>(null);
  const grid = useRef<DataGridHandle>(null);
  useAction({
    id: 'tail.pause',
    title: paused ? 'Resume the tail' : 'Pause the tail',
    group: 'Streams',
    shortcut: 'Space',
    run: () => setPaused(!paused),
  });
  useEscape('tail.escape', 'Close the entry', 'Streams', selected ? () => setSelected(null) : null);
  const names = tail.streams.map(stream => bytesText(stream.key)).join('\n');
  const columns = useMemo(() => tailColumns(utc, names.split('\n')), [utc, names]);
  const received = tail.streams.reduce((sum, stream) => sum + stream.received, 0);
  const list = (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex h-8 flex-none items-center gap-3 border-b border-line-soft bg-surface px-3 text-xs/[18px] text-muted">
        <span role="status">
          {tail.connected ? `${formatCount(received)} received` : (tail.problem ?? 'connecting…')}
          {filtered && ` · ${formatCount(tail.filteredOut)} filtered out`}
        </span>
        <span className="flex-1" />
        <Button
          variant="quiet"
          icon={paused ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
          aria-pressed={paused}
          shortcut="Space"
          onClick={() => setPaused(!paused)}
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      </div>
      <DataGrid
        ref={grid}
        id="tail"
        label="New entries"
        source={source}
        columns={columns}
        rowKey={rowKey}
        order={newestFirst ? 'newest-first' : 'newest-last'}
        live
        paused={paused}
        onResume={() => setPaused(false)}
        activeKey={selected === null ? null : rowKey(selected)}
        onActivate={(_key, row) => setSelected(row)}
        empty={
          <EmptyState
            icon={<Radio size={18} aria-hidden />}
            title="New entries appear here as they are added"
            command={`XADD ${bytesText(tail.streams[0]!.key)} * hello world`}
          >
            Starts after the newest entry. Entries added while the connection is lost appear once it is back.
          </EmptyState>
        }
      />
    </div>
  );
  return (
    <SplitPane
      id="streams.tail"
      direction="horizontal"
      paneSize={380}
      minPane={300}
      minMain={420}
      main={list}
      pane={
        selected?.entry ? (
          <EntryDetail
            key={`${selected.stream} ${selected.entry.id}`}
            connectionId={connectionId}
            streamKey={selected.streamKey}
            id={selected.entry.id}
          />
        ) : null
      }
    />
  );
}

function tailColumns(utc: boolean, streams: readonly string[]): readonly Column<TailRow>[] {
  const time: Column<TailRow> = {
    id: 'time',
    figure: true,
    title: 'arrived',
    width: 116,
    text: row => formatFullTime(row.time, { utc }),
    cell: row => (
      <span className="text-muted" title={formatFullTime(row.time, { utc })}>
        {formatTime(row.time, { utc })}
      </span>
    ),
  };
  const stream: Column<TailRow> = {
    id: 'stream',
    title: 'stream',
    width: 140,
    text: row => row.stream,
    cell: row => (
      <span title={row.stream}>
        <Swatch color={(Math.max(0, streams.indexOf(row.stream)) % 8) + 1} /> {row.stream}
      </span>
    ),
  };
  const rest: Column<TailRow>[] = [
    {
      id: 'id',
      title: 'id',
      width: 164,
      figure: true,
      text: row => row.entry?.id ?? '',
      cell: row => row.entry?.id,
    },
    {
      id: 'entry',
      title: 'entry',
      width: 'flex',
      text: row => (row.entry ? fieldsText(row.entry) : ''),
      cell: row => row.entry && <FieldsLine entry={row.entry} />,
    },
  ];
  return streams.length > 1 ? [time, stream, ...rest] : [time, ...rest];
}
