import type { KeptFigures, KeptRun } from '#shared/contract/run-history.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatAmount, formatCount } from '../../../lib/format/numbers.ts';

/** A figure of a run that is over; null where it is not known. */
export interface Figure {
  name: string;
  value: number | null;
  format: (value: number) => string;
}

const counted: readonly (readonly [keyof KeptFigures & CountName, string])[] = [
  ['received', 'Received'],
  ['decoded', 'Decoded'],
  ['invalid', 'Invalid'],
  ['overLimit', 'of these over a limit'],
  ['unmatched', 'Unmatched'],
  ['repeated', 'of these repeated'],
  ['limited', 'of these over the rate'],
  ['matched', 'Matched'],
  ['late', 'of these late'],
  ['emitted', 'Emitted'],
  ['flushes', 'Flushes'],
  ['gaps', 'Gaps'],
  ['dropped', 'Dropped'],
];
type CountName = Exclude<keyof KeptFigures, 'watermark' | 'position'>;

/** How long a run took, in milliseconds; null where nothing of its end is known. */
export function tookMs({ startedAt, endedAt, seenAt }: KeptRun): number | null {
  const until = endedAt ?? seenAt;
  return until === null ? null : Math.max(0, until - startedAt);
}

/** What one pipeline of a run has done; all of it unknown where the run has no such pipeline. */
export function figuresOf(run: KeptRun, pipeline: string): Figure[] {
  const figures = run.pipelines.find(({ id }) => id === pipeline)?.figures ?? null;
  const took = tookMs(run);
  // After a restart the counters begin at 0, and since when is not kept.
  const seconds = took === null || took === 0 || run.restarts > 0 ? null : took / 1_000;
  const rate = (count: number | undefined) =>
    count === undefined || seconds === null ? null : count / seconds;
  return [
    { name: 'Duration', value: took, format: formatDuration },
    ...counted.map(([name, title]) => ({
      name: title,
      value: figures?.[name] ?? null,
      format: formatCount,
    })),
    { name: 'Received per second', value: rate(figures?.received), format: formatAmount },
    { name: 'Emitted per second', value: rate(figures?.emitted), format: formatAmount },
  ];
}

/** How a figure differs: "+1,204", "−3.2 s"; a dash where one of them is not known. */
export function differenceText({ value: before, format }: Figure, after: number | null): string {
  if (before === null || after === null) return '—';
  if (after === before) return '0';
  return `${after > before ? '+' : '−'}${format(Math.abs(after - before))}`;
}

/** The difference in percent of the first: "+12 %"; empty where that says nothing. */
export function percentText({ value: before }: Figure, after: number | null): string {
  if (before === null || after === null || before === 0) return '';
  const percent = ((after - before) / before) * 100;
  if (percent === 0) return '0 %';
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const text = Math.abs(percent).toLocaleString('en-US', { maximumFractionDigits: digits });
  return `${percent > 0 ? '+' : '−'}${text} %`;
}
