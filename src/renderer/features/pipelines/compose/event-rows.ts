import type { Preview, SampledEvent } from '#shared/contract/compose.ts';
import { stepNames } from '#shared/pipeline/steps.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatTime } from '../../../lib/format/times.ts';
import { decodePayload } from '../../../lib/payload.ts';
import { stepTitle } from './steps.ts';

/** An event before and after the chosen step. */
export interface EventRow {
  seq: number;
  time: number;
  before: string;
  /** Null where it has not come through the step: `stopped` says where and why. */
  after: string | null;
  stopped: string;
  /** It was refused, and not just passed by. */
  isRefused: boolean;
  /** Of its key, 1-8; null where it has none. */
  color: number | null;
}

type Trace = Preview['events'][number];

/**
 * The events of a sample, before and after a step.
 *
 * @param shown the colours of keys, and whether times are in UTC
 */
export function rowsOf(
  step: string,
  events: readonly SampledEvent[],
  preview: Preview | null,
  { colors, utc }: { colors: ReadonlyMap<string, number>; utc: boolean },
): EventRow[] {
  const traces = new Map(preview?.events.map(trace => [trace.seq, trace]));
  return events.map(event => {
    const { seq } = event;
    const raw = rawText(event);
    const trace = traces.get(seq);
    if (!trace)
      return {
        seq,
        time: event.receivedAt,
        before: raw,
        after: '',
        stopped: '',
        isRefused: false,
        color: null,
      };
    const isStopped = trace.stoppedAt !== null && placeOf(trace.stoppedAt) <= placeOf(step);
    const reason = trace.reason === null ? '' : `: ${trace.reason}`;
    return {
      seq,
      time: trace.time,
      before: beforeText(step, raw, trace),
      after: isStopped ? null : afterText(step, raw, trace, utc),
      stopped: trace.stoppedAt === null ? '' : `stopped at ${stepTitle(trace.stoppedAt)}${reason}`,
      isRefused: trace.reason !== null,
      color:
        trace.key !== null && placeOf(step) >= placeOf('groupBy') ? (colors.get(trace.key) ?? null) : null,
    };
  });
}

/** Where a step comes among all of them. */
function placeOf(step: string): number {
  const order: readonly string[] = stepNames;
  return order.indexOf(step);
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

function beforeText(step: string, raw: string, { decoded, lookedUp, selected }: Trace): string {
  if (placeOf(step) <= placeOf('decode')) return raw;
  if (placeOf(step) <= placeOf('lookup')) return decoded ?? raw;
  if (placeOf(step) <= placeOf('select')) return lookedUp ?? decoded ?? raw;
  return selected ?? lookedUp ?? decoded ?? raw;
}

function afterText(step: string, raw: string, trace: Trace, utc: boolean): string {
  const spans = trace.windows
    .map(({ start, end }) => `${clock(start, utc)} · ${formatDuration(end - start)}`)
    .join(', ');
  switch (step) {
    case 'source':
      return raw;
    case 'decode':
      return trace.decoded ?? '';
    case 'lookup':
      return trace.lookedUp ?? '';
    case 'select':
      return trace.selected ?? '';
    case 'groupBy':
      return trace.key ?? '';
    case 'window':
      return spans;
    default:
      if (placeOf(step) < placeOf('lookup')) return 'passes';
      return [trace.key, spans].filter(part => part !== null && part !== '').join(' · ');
  }
}

/** What stands in the column `out`. */
export function outOf(step: string): string {
  const words: Record<string, string> = {
    decode: 'the event',
    lookup: 'with what was found',
    select: 'the fields',
    groupBy: 'the key',
    window: 'its windows',
    aggregate: 'its row',
    having: 'its row',
    sinks: 'its row',
  };
  return words[step] ?? 'whether it passes';
}

function clock(time: number, utc: boolean): string {
  return formatTime(time, { utc }).replace(/\.000$/, '');
}
