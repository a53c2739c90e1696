import { useMemo } from 'react';
import type { OutputOf } from '../../lib/method-names.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { OTHERS, type ChartMode, type ChartSeries } from './chart-options.ts';
import { NotHashes } from './not-hashes.tsx';
import { TimeChart } from './time-chart.tsx';
import { useSeries } from './use-series.ts';

interface SeriesChartProps {
  label: string;
  connectionId: string;
  /** Hashes whose fields are unix seconds, with the names to show. */
  lines: readonly { key: string; name: string; color: number }[];
  sizeSeconds: number;
  buckets: number;
  /** The empty buckets before the first value are left out, down to so many; all are shown unless given. */
  minBuckets?: number;
  /** What is not among the lines, added up; drawn in a stack, whose height is the total. */
  others?: OutputOf<'series.busiest'>['others'] | undefined;
  mode: ChartMode;
  paused?: boolean;
}

const REFRESH_MS = 1_000;
const NO_VALUES: readonly never[] = [];
const NO_NAMES: readonly string[] = [];

/** Time series of Redis hashes, read anew every second while anything happens. */
export function SeriesChart({
  label,
  connectionId,
  lines,
  sizeSeconds,
  buckets,
  minBuckets = buckets,
  others,
  mode,
  paused = false,
}: SeriesChartProps) {
  const input = { connectionId, keys: lines.map(({ key }) => key), sizeSeconds, buckets };
  const { data, error, refetch } = useSeries('series.read', input, paused ? undefined : REFRESH_MS);
  // Answers come every second with another time in them. What of them is drawn stays the same as long as it is equal.
  const { first = null, values: read = NO_VALUES, notHashes = NO_NAMES } = data ?? {};
  const from = Math.min(firstFilled(read, buckets), buckets - minBuckets);
  const times = useMemo(() => {
    const time = (_: unknown, index: number) => (first! + (from + index) * sizeSeconds) * 1_000;
    return first === null ? [] : Array.from({ length: buckets - from }, time);
  }, [first, from, buckets, sizeSeconds]);
  const series = useMemo(() => {
    const drawn: ChartSeries[] = lines
      .map(({ key, name, color }, index) => ({ key, name, color, values: read[index] ?? [] }))
      .filter(({ key }) => !notHashes.includes(key))
      .map(({ name, color, values }) => ({ name, color, values: values.slice(from) }));
    if (mode !== 'stacked' || !others || first === null) return drawn;
    // They are asked for less often: the newest bucket may be one that they do not have yet.
    const shift = (first - others.first) / sizeSeconds + from;
    const values = Array.from({ length: buckets - from }, (_, index) => others.values[index + shift] ?? null);
    if (values.some(value => value !== null)) drawn.push({ name: 'others', color: OTHERS, values });
    return drawn;
  }, [first, read, notHashes, lines, from, others, mode, buckets, sizeSeconds]);
  return (
    <>
      {error && (
        <div className="flex-none px-3 pt-2">
          <ErrorPanel what="The series cannot be read." error={error} onRetry={refetch} />
        </div>
      )}
      {data && <Notes data={data} isEmpty={series.every(hasNone)} />}
      <TimeChart
        label={label}
        times={times}
        series={series}
        mode={mode}
        openBucket={data ? times.length - 1 : null}
      />
    </>
  );
}

const hasNone = ({ values }: { values: readonly (number | null)[] }) => values.every(value => value === null);

/** What the chart does not show, and why. */
function Notes({ data, isEmpty }: { data: OutputOf<'series.read'>; isEmpty: boolean }) {
  const { notHashes, partlyRead } = data;
  if (!isEmpty && notHashes.length + partlyRead.length === 0) return null;
  return (
    <div className="flex flex-none flex-col px-3 pt-1">
      <NotHashes keys={notHashes} />
      {partlyRead.length > 0 && (
        <p role="status" className="text-xs/[18px] wrap-anywhere text-pending">
          {`Too many fields to aggregate; only those on an exact interval are drawn: `}
          <span className="mono">{partlyRead.join(', ')}</span>
        </p>
      )}
      {isEmpty && (
        <p role="status" className="text-xs/[18px] text-muted">
          No values in this window of time.
        </p>
      )}
    </div>
  );
}

/** The first bucket in which a line has a value. */
function firstFilled(values: readonly (readonly (number | null)[])[], buckets: number): number {
  for (let index = 0; index < buckets; index++)
    if (values.some(line => typeof line[index] === 'number')) return index;
  return buckets;
}
