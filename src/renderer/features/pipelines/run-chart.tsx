import { useMemo } from 'react';
import type { PipelineOutline, PipelineRunState, ResultRow } from '#shared/contract/pipelines.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { SeriesChart } from '../../ui/time-chart/series-chart.tsx';
import { TimeChart } from '../../ui/time-chart/time-chart.tsx';

const MAX_LINES = 8;
const BUCKETS = 60;
const REFRESH_MS = 1_000;

/** The results of a run as they grow: its time series in Redis, its leaderboard, or its rows. */
export function RunChart({ outlines, run }: { outlines: readonly PipelineOutline[]; run: PipelineRunState }) {
  const { connectionId } = run;
  const charts = outlines.flatMap(outline => outline.charts);
  const series = charts.find(chart => chart.kind === 'timeSeries');
  const board = charts.find(chart => chart.kind === 'leaderboard');
  if (series) return <SeriesOfRun connectionId={connectionId} chart={series} />;
  if (board) return <Leaderboard connectionId={connectionId} chart={board} />;
  return <RowsChart rows={run.rows} open={run.open} />;
}

type Chart<K> = Extract<PipelineOutline['charts'][number], { kind: K }>;

function SeriesOfRun({ connectionId, chart }: { connectionId: string; chart: Chart<'timeSeries'> }) {
  const { prefix, members, total, sizeSeconds } = chart;
  const { data } = useEngineQuery(
    'series.find',
    { connectionId, prefix, members },
    { everyMs: 2 * REFRESH_MS },
  );
  const names = data?.names ?? [];
  // The busiest now are the ones to look at; which they are is read from the same buckets.
  const { data: recent } = useEngineQuery(
    'series.read',
    { connectionId, keys: names.slice(0, 50).map(name => prefix + name), sizeSeconds, buckets: BUCKETS },
    { everyMs: 5 * REFRESH_MS, enabled: names.length > 0 },
  );
  const chosen = names
    .slice(0, 50)
    .map((name, index) => ({
      name,
      sum: (recent?.values[index] ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0),
    }))
    .sort((a, b) => b.sum - a.sum)
    .slice(0, MAX_LINES)
    .map(({ name }) => name)
    .join('\n');
  const lines = useMemo(
    () =>
      chosen === ''
        ? total === null
          ? []
          : [{ key: total, name: total, color: 1 }]
        : chosen.split('\n').map((name, index) => ({ key: prefix + name, name, color: index + 1 })),
    [chosen, prefix, total],
  );
  if (lines.length === 0) return <p className="p-3 text-muted">The chart begins with the first flush.</p>;
  return (
    <>
      <p className="flex min-w-0 items-center gap-2 px-3 pt-2 text-xs/[18px] text-muted">
        <span className="font-semibold text-text">{`per ${sizeSeconds} s`}</span>
        <span className="truncate">
          {`the busiest ${lines.length} of ${formatCount(names.length)} keys of ${prefix}*`}
        </span>
      </p>
      <SeriesChart
        label={`${prefix}* per ${sizeSeconds} s`}
        connectionId={connectionId}
        lines={lines}
        sizeSeconds={sizeSeconds}
        buckets={BUCKETS}
        mode="stacked"
      />
    </>
  );
}

function Leaderboard({ connectionId, chart }: { connectionId: string; chart: Chart<'leaderboard'> }) {
  const { data } = useEngineQuery(
    'series.leaderboard',
    { connectionId, key: chart.key, epochKey: chart.epochKey, epoch: null, top: 20 },
    { everyMs: REFRESH_MS },
  );
  if (!data || data.epoch === null)
    return <p className="p-3 text-muted">The first epoch begins with the first flush.</p>;
  const most = data.rows[0]?.score ?? 1;
  return (
    <section aria-label={`Epoch ${data.epoch}`} className="min-h-0 flex-1 overflow-y-auto p-3">
      <h3 className="pb-2 font-semibold">{`Epoch ${data.epoch}`}</h3>
      <ol>
        {data.rows.map(({ member, score }) => (
          <li key={member} className="relative flex h-6 items-center gap-2 px-2">
            <span
              aria-hidden
              className="absolute inset-y-0.5 left-0 rounded-sm bg-accent-bg"
              style={{ width: `${(score / most) * 100}%` }}
            />
            <span className="mono relative min-w-0 flex-1 truncate">{member}</span>
            <span className="mono relative">{formatCount(score)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function RowsChart({ rows, open }: { rows: readonly ResultRow[]; open: readonly ResultRow[] }) {
  const { times, series, openBucket } = useMemo(() => chartOfRows(rows, open), [rows, open]);
  if (times.length === 0) return <p className="p-3 text-muted">The chart begins with the first window.</p>;
  return (
    <TimeChart
      label="Results by window"
      times={times}
      series={series}
      mode="stacked"
      openBucket={openBucket}
    />
  );
}

/** Windows across, one series for each of the largest keys, of the first number of each row. */
function chartOfRows(rows: readonly ResultRow[], open: readonly ResultRow[]) {
  const cells = new Map<string, Map<number, number>>();
  const starts = new Set<number>();
  for (const row of [...rows, ...open]) {
    const value = row.values.map(([, text]) => Number(text)).find(number => !Number.isNaN(number));
    if (value === undefined) continue;
    const key = row.key === '' ? 'all' : row.key;
    starts.add(row.start);
    const line = cells.get(key) ?? new Map<number, number>();
    line.set(row.start, (line.get(row.start) ?? 0) + value);
    cells.set(key, line);
  }
  const times = [...starts].sort((a, b) => a - b).slice(-BUCKETS);
  const sum = (line: Map<number, number>) => [...line.values()].reduce((total, value) => total + value, 0);
  const series = [...cells]
    .sort((a, b) => sum(b[1]) - sum(a[1]))
    .slice(0, MAX_LINES)
    .map(([name, line], index) => ({
      name,
      color: index + 1,
      values: times.map(time => line.get(time) ?? null),
    }));
  const lastIsOpen = open.some(row => row.start === times.at(-1));
  return { times, series, openBucket: lastIsOpen ? times.length - 1 : null };
}
