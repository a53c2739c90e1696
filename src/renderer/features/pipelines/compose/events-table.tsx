import { Pause, Play, Radio } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { Preview, SampledEvent, SampleState } from '#shared/contract/compose.ts';
import { cx } from '../../../lib/class-names.ts';
import { countOf } from '../../../lib/format/numbers.ts';
import { formatTime, isoTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { JsonLine } from '../../../ui/json-line.tsx';
import { Swatch } from '../../../ui/swatch.tsx';
import { steady } from '../../../lib/steady.ts';
import { Tag } from '../../../ui/tag.tsx';
import { useKeyColors } from '../../../ui/time-chart/key-colors.ts';
import { outOf, rowsOf, type EventRow } from './event-rows.ts';
import { WindowLine } from './window-line.tsx';

interface EventsTableProps {
  step: string;
  sample: SampleState | undefined;
  /** Events that are shown: those of the sample, or of when it was paused. */
  events: readonly SampledEvent[];
  preview: Preview | null;
  isPaused: boolean;
  onPause: (isPaused: boolean) => void;
  /** While the pointer is over them. */
  isHeld: boolean;
  /** Where a test message can be published; null where that is no way to get an event. */
  onPublish: (() => void) | null;
  /** Why there is no sample, where there is none. */
  silence: string;
}

/** More keys than there are colours have none. */
const MOST_COLORS = 8;

const columnsOf = (step: string, utc: boolean): readonly Column<EventRow>[] => [
  {
    id: 'time',
    title: 'time',
    width: 114,
    minWidth: 114,
    figure: true,
    cell: ({ time }) => <span className="mono text-muted">{formatTime(time, { utc })}</span>,
    text: ({ time }) => isoTime(time),
  },
  {
    id: 'in',
    title: 'in',
    width: 'flex',
    minWidth: 120,
    cell: ({ before, after }) => (
      <span className={cx('mono block truncate', after === null && 'text-muted')}>
        {after === null ? before.slice(0, 240) : <JsonLine text={before} />}
      </span>
    ),
    text: ({ before }) => before,
  },
  {
    id: 'out',
    title: `out · ${outOf(step)}`,
    width: 150,
    minWidth: 90,
    cell: ({ after, stopped, isRefused, color }) =>
      after === null ? (
        <span className={cx('block truncate', isRefused ? 'text-pending' : 'text-muted')} title={stopped}>
          {stopped}
        </span>
      ) : (
        <span className="mono flex items-center gap-1.5" title={after}>
          {color !== null && <Swatch color={color} />}
          <span className="min-w-0 truncate">
            <JsonLine text={after} />
          </span>
        </span>
      ),
    text: ({ after, stopped }) => after ?? stopped,
  },
];

const rowKey = ({ seq }: EventRow) => String(seq);
const isSame = (a: EventRow, b: EventRow) =>
  a.before === b.before &&
  a.after === b.after &&
  a.stopped === b.stopped &&
  a.time === b.time &&
  a.color === b.color;

/** The newest events step by step: what comes into the chosen step, and what it makes of it. */
export function EventsTable(props: EventsTableProps) {
  const { step, sample, events, preview, isPaused, onPause, isHeld, onPublish, silence } = props;
  const { utc } = useSettings();
  const [source] = useState(() => new ArrayRowSource<EventRow>(rowKey, isSame));
  const [activeKey, setActiveKey] = useState<string | null>(null);
  // The sample stands still while one of its events is looked at, and no longer.
  if (!isPaused && activeKey !== null) setActiveKey(null);
  const changes = step !== 'source';
  const columns = useMemo(
    () => columnsOf(step, utc).filter(({ id }) => changes || id !== 'out'),
    [step, utc, changes],
  );
  const keys = [...new Set(preview?.events.flatMap(({ key }) => key ?? []))].slice(0, MOST_COLORS);
  const colorOf = useKeyColors(keys);
  const colors = JSON.stringify(keys.map(key => [key, colorOf(key)]));
  const rows = useMemo(
    () => rowsOf(step, events, preview, { colors: new Map(JSON.parse(colors) as [string, number][]), utc }),
    [step, events, preview, colors, utc],
  );
  useEffect(() => source.replace(rows), [source, rows]);
  const active = rows.find(row => rowKey(row) === activeKey) ?? null;
  const hints = preview?.hints.filter(hint => hint.step === step) ?? [];
  return (
    <>
      <div className="flex h-[34px] flex-none items-center gap-2 border-b border-line px-3">
        <h3 className="truncate font-semibold">The newest events</h3>
        <span className="flex-1" />
        {sample && <SampleTag state={sample.state} isPaused={isPaused} isHeld={isHeld} />}
        <IconButton
          label={isPaused ? 'Show the newest events again' : 'Pause the sample'}
          onClick={() => onPause(!isPaused)}
        >
          {isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
        </IconButton>
      </div>
      {hints.map(({ text }) => (
        <p
          key={text}
          role="status"
          className="flex-none border-b border-pending/50 bg-pending-bg px-3 py-1 text-pending"
        >
          {text}
        </p>
      ))}
      <div {...steady} className="flex min-h-0 min-w-0 flex-1 flex-col">
        <DataGrid
          id="compose.events"
          label="Events of the sample"
          source={source}
          columns={columns}
          rowKey={rowKey}
          activeKey={activeKey}
          onActivate={key => {
            setActiveKey(key);
            onPause(true);
          }}
          empty={
            <EmptyState
              icon={<Radio size={18} aria-hidden />}
              title={sample ? sample.text : silence}
              action={onPublish && <Button onClick={onPublish}>Publish a test message</Button>}
            >
              {sample?.state === 'waiting' && 'The newest 20 are shown as they come.'}
            </EmptyState>
          }
        />
      </div>
      {sample && sample.leftOut > 0 && (
        <p className="flex-none px-3 py-1 text-xs/[18px] text-pending">
          {countOf(sample.leftOut, 'event')} larger than 64 KB {sample.leftOut === 1 ? 'is' : 'are'} not in
          the sample. A run reads {sample.leftOut === 1 ? 'it' : 'them'}.
        </p>
      )}
      {active && (
        <section
          aria-label="Event"
          className="max-h-[35%] flex-none overflow-y-auto border-t border-line p-2"
        >
          <p className="mono wrap-anywhere whitespace-pre-wrap">
            <JsonLine text={active.before} limit={4_000} />
          </p>
          {changes && (
            <p className="mono pt-1 wrap-anywhere whitespace-pre-wrap">
              <span className="text-muted">→ </span>
              {active.after === null ? (
                <span className="text-pending">{active.stopped}</span>
              ) : (
                <JsonLine text={active.after} limit={4_000} />
              )}
            </p>
          )}
        </section>
      )}
      {step === 'window' && preview && preview.windows.length > 0 && (
        <WindowLine windows={preview.windows} times={preview.events.map(({ time }) => time)} />
      )}
    </>
  );
}

interface SampleTagProps {
  state: SampleState['state'];
  isPaused: boolean;
  isHeld: boolean;
}

/** Whether the events are those of now. */
function SampleTag({ state, isPaused, isHeld }: SampleTagProps) {
  if (isPaused) return <Tag tone="pending">paused</Tag>;
  if (isHeld && state === 'live')
    return (
      <span title="The events stay while the pointer is over them, or over what is made of them.">
        <Tag tone="pending">held</Tag>
      </span>
    );
  return <Tag tone={state === 'live' ? 'accent' : state === 'failed' ? 'danger' : 'plain'}>{state}</Tag>;
}
