import { useMemo } from 'react';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { ErrorPanel } from '../error-panel.tsx';
import type { ChartMode } from './chart-options.ts';
import { TimeChart } from './time-chart.tsx';

interface SeriesChartProps {
  label: string;
  connectionId: string;
  /** Hashes whose fields are unix seconds, with the names to show. */
  lines: readonly { key: string; name: string; color: number }[];
  sizeSeconds: number;
  buckets: number;
  mode: ChartMode;
  paused?: boolean;
}

const REFRESH_MS = 1_000;

/** Time series of Redis hashes, read anew every second. */
export function SeriesChart({
  label,
  connectionId,
  lines,
  sizeSeconds,
  buckets,
  mode,
  paused = false,
}: SeriesChartProps) {
  const { data, error } = useEngineQuery(
    'series.read',
    { connectionId, keys: lines.map(({ key }) => key), sizeSeconds, buckets },
    { everyMs: paused ? undefined : REFRESH_MS },
  );
  const times = useMemo(
    () =>
      data ? Array.from({ length: buckets }, (_, index) => (data.first + index * sizeSeconds) * 1_000) : [],
    [data, buckets, sizeSeconds],
  );
  const series = useMemo(
    () => lines.map(({ name, color }, index) => ({ name, color, values: data?.values[index] ?? [] })),
    [data, lines],
  );
  if (error) return <ErrorPanel what="The series cannot be read." error={error} />;
  return <TimeChart label={label} times={times} series={series} mode={mode} openBucket={buckets - 1} />;
}
