import { Pause, Play, Radio } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { stepNames, type Preview, type SampledEvent, type SampleState } from '#shared/contract/compose.ts';
import { cx } from '../../../lib/class-names.ts';
import { decodePayload } from '../../../lib/payload.ts';
import { formatTime } from '../../../lib/format/times.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { JsonLine } from '../../../ui/json-line.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { stepTitle } from './steps.ts';
import { WindowLine } from './window-line.tsx';

interface EventsTableProps {
  step: string;
  sample: SampleState | undefined;
  /** Events that are shown: those of the sample, or of when it was paused. */
  events: readonly SampledEvent[];
  preview: Preview | null;
  isPaused: boolean;
  onPause: (isPaused: boolean) => void;
  /** Where a test message can be published; null where that is no way to get an event. */
  onPublish: (() => void) | null;
}

/** An event before and after the chosen step. */
interface EventRow {
  seq: number;
  time: number;
  before: string;
  /** Null where it has not come through the step: `stopped` says where and why. */
  after: string | null;
  stopped: string;
  /** It was refused, and not just passed by. */
  isRefused: boolean;
}

type Trace = Preview['events'][number];

const columnsOf = (step: string): readonly Column<EventRow>[] => [
  {
    id: 'time',
    title: 'time',
    width: 114,
    minWidth: 114,
    figure: true,
    cell: ({ time }) => <span className="mono text-muted">{formatTime(time, { utc: false })}</span>,
    text: ({ time }) => new Date(time).toISOString(),
  },
  {
    id: 'in',
    title: 'in',
    width: 'flex',
    minWidth: 120,
    cell: ({ before, after }) => (
      <span className={cx('mono block truncate', after === null && 'opacity-55')}>
        <JsonLine text={before} />
      </span>
    ),
    text: ({ before }) => before,
  },
  {
    id: 'out',
    title: `out · ${outOf(step)}`,
    width: 150,
    minWidth: 90,
    cell: ({ after, stopped, isRefused }) =>
      after === null ? (
        <span className={cx('block truncate', isRefused ? 'text-pending' : 'text-muted')} title={stopped}>
          {stopped}
        </span>
      ) : (
        <span className="mono block truncate" title={after}>
          <JsonLine text={after} />
        </span>
      ),
    text: ({ after, stopped }) => after ?? stopped,
  },
];

const rowKey = ({ seq }: EventRow) => String(seq);
const isSame = (a: EventRow, b: EventRow) =>
  a.before === b.before && a.after === b.after && a.stopped === b.stopped && a.time === b.time;

/** The newest events step by step: what comes into the chosen step, and what it makes of it. */
export function EventsTable(props: EventsTableProps) {
  const { step, sample, events, preview, isPaused, onPause, onPublish } = props;
  const [source] = useState(() => new ArrayRowSource<EventRow>(rowKey, isSame));
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const columns = useMemo(() => columnsOf(step), [step]);
  const rows = useMemo(() => rowsOf(step, events, preview), [step, events, preview]);
  useEffect(() => source.replace(rows), [source, rows]);
  const active = rows.find(row => rowKey(row) === activeKey) ?? null;
  const hints = preview?.hints.filter(hint => hint.step === step) ?? [];
  return (
    <>
      <div className="flex h-[34px] flex-none items-center gap-2 border-b border-line px-3">
        <h3 className="truncate font-semibold">The newest events</h3>
        <span className="flex-1" />
        {sample && (
          <Tag
            tone={
              isPaused
                ? 'pending'
                : sample.state === 'live'
                  ? 'accent'
                  : sample.state === 'failed'
                    ? 'danger'
                    : 'plain'
            }
          >
            {isPaused ? 'paused' : sample.state}
          </Tag>
        )}
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
      <DataGrid
        id="compose.events"
        label="Events of the sample"
        source={source}
        columns={columns}
        rowKey={rowKey}
        activeKey={activeKey}
        onActivate={setActiveKey}
        empty={
          <EmptyState
            icon={<Radio size={18} aria-hidden />}
            title={sample ? sample.text : 'Events of the source appear here.'}
            action={onPublish && <Button onClick={onPublish}>Publish a test message</Button>}
          >
            {sample?.state === 'waiting' && 'The newest 20 are shown as they come.'}
          </EmptyState>
        }
      />
      {sample && sample.leftOut > 0 && (
        <p className="flex-none px-3 py-1 text-xs/[18px] text-pending">
          {sample.leftOut} events are larger than 64 KB, and are not in the sample. A run reads them.
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
          <p className="mono pt-1 wrap-anywhere whitespace-pre-wrap">
            <span className="text-muted">→ </span>
            {active.after === null ? (
              <span className="text-pending">{active.stopped}</span>
            ) : (
              <JsonLine text={active.after} limit={4_000} />
            )}
          </p>
        </section>
      )}
      {step === 'window' && preview && preview.windows.length > 0 && (
        <WindowLine windows={preview.windows} times={preview.events.map(({ time }) => time)} />
      )}
    </>
  );
}

function rowsOf(step: string, events: readonly SampledEvent[], preview: Preview | null): EventRow[] {
  const traces = new Map(preview?.events.map(trace => [trace.seq, trace]));
  return events.map(event => {
    const { seq } = event;
    const raw = rawText(event);
    const trace = traces.get(seq);
    if (!trace) return { seq, time: event.receivedAt, before: raw, after: '', stopped: '', isRefused: false };
    const order: readonly string[] = stepNames;
    const isStopped = trace.stoppedAt !== null && order.indexOf(trace.stoppedAt) <= order.indexOf(step);
    const reason = trace.reason === null ? '' : `: ${trace.reason}`;
    return {
      seq,
      time: trace.time,
      before: beforeText(step, raw, trace),
      after: isStopped ? null : afterText(step, raw, trace),
      stopped: trace.stoppedAt === null ? '' : `stopped at ${stepTitle(trace.stoppedAt)}${reason}`,
      isRefused: trace.reason !== null,
    };
  });
}

/** As the source gave it. */
function rawText({ payload, value, fields }: Pick<SampledEvent, 'payload' | 'value' | 'fields'>): string {
  if (value !== null) return value;
  if (payload !== null) return bytesShown(payload);
  return (fields ?? []).map(bytesShown).join(' ');
}

function bytesShown(bytes: Uint8Array): string {
  const { text } = decodePayload(bytes);
  return text ?? [...bytes.subarray(0, 64)].map(byte => byte.toString(16).padStart(2, '0')).join(' ');
}

function beforeText(step: string, raw: string, { decoded, selected }: Trace): string {
  if (step === 'source' || step === 'decode') return raw;
  if (['where', 'sample', 'dedupe', 'select'].includes(step)) return decoded ?? raw;
  return selected ?? decoded ?? raw;
}

function afterText(step: string, raw: string, trace: Trace): string {
  const spans = trace.windows.map(({ start, end }) => `${clock(start)} – ${clock(end)}`).join(', ');
  switch (step) {
    case 'source':
      return raw;
    case 'decode':
      return trace.decoded ?? '';
    case 'where':
    case 'sample':
    case 'dedupe':
      return 'passes';
    case 'select':
      return trace.selected ?? '';
    case 'groupBy':
      return trace.key ?? '';
    case 'window':
      return spans;
    default:
      return [trace.key, spans].filter(part => part !== null && part !== '').join(' · ');
  }
}

/** What stands in the column `out`. */
function outOf(step: string): string {
  const words: Record<string, string> = {
    source: 'the same',
    decode: 'the event',
    select: 'the fields',
    groupBy: 'the key',
    window: 'its windows',
    aggregate: 'its row',
    having: 'its row',
    sinks: 'its row',
  };
  return words[step] ?? 'whether it passes';
}

function clock(time: number): string {
  return formatTime(time, { utc: false }).replace(/\.000$/, '');
}
