import { memo, useMemo, useState } from 'react';
import { MAX_LINES } from '#shared/contract/series.ts';
import type { PipelineOutline, PipelineRunState, ResultRow } from '#shared/contract/pipelines.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { usePaced } from '../../lib/paced.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { RankedList } from '../../ui/ranked-list.tsx';
import { busiestNames } from '../../ui/time-chart/busiest.ts';
import { OTHERS } from '../../ui/time-chart/chart-options.ts';
import { useKeyColors } from '../../ui/time-chart/key-colors.ts';
import { useSeries } from '../../ui/time-chart/use-series.ts';
import { NotHashes } from '../../ui/time-chart/not-hashes.tsx';
import { SeriesChart } from '../../ui/time-chart/series-chart.tsx';
import { TimeChart } from '../../ui/time-chart/time-chart.tsx';
import { chartOfRows } from './chart-of-rows.ts';

/** Of the chart's history; it is shown once there is so much of it, and begins with less. */
const BUCKETS = 60;
const FIRST_BUCKETS = 20;
const REFRESH_MS = 1_000;

/** The results of a run as they grow: its time series in Redis, its leaderboard, or its rows. It is drawn once a second, however often a run is told. */
export function RunChart({ outlines, run }: { outlines: readonly PipelineOutline[]; run: PipelineRunState }) {
  const { connectionId } = run;
  const { rows, open } = usePaced(run, REFRESH_MS);
  const charts = outlines.flatMap(outline => outline.charts);
  const series = charts.find(chart => chart.kind === 'timeSeries');
  const board = charts.find(chart => chart.kind === 'leaderboard' && chart.key.includes('{epoch}'));
  if (series) return <SeriesOfRun connectionId={connectionId} chart={series} />;
  if (board?.kind === 'leaderboard') return <Leaderboard connectionId={connectionId} chart={board} />;
  if (outlines.length > 0 && outlines.every(({ window }) => window === null))
    return (
      <EmptyState title="Nothing to chart: this pipeline has no windows">
        Its events go on one by one; what became of them is counted in the steps above.
      </EmptyState>
    );
  return <RowsChart rows={rows} open={open} />;
}

type Chart<K> = Extract<PipelineOutline['charts'][number], { kind: K }>;

interface ChartProps<K> {
  connectionId: string;
  chart: Chart<K>;
}

const SeriesOfRun = memo(function SeriesOfRun({ connectionId, chart }: ChartProps<'timeSeries'>) {
  const { prefix, members, total, sizeSeconds } = chart;
  const [isEmpty, setIsEmpty] = useState(true);
  const input = { connectionId, prefix, members, drawn: null, sizeSeconds, buckets: BUCKETS };
  const everyMs = isEmpty ? REFRESH_MS : 5 * REFRESH_MS;
  const { data, error, refetch } = useSeries('series.busiest', input, everyMs);
  if (data && isEmpty !== (data.series.length === 0)) setIsEmpty(data.series.length === 0);
  const chosenKey = JSON.stringify(busiestNames(data?.series ?? []));
  const chosenNames = JSON.parse(chosenKey) as string[];
  const colorOf = useKeyColors(chosenNames);
  const colorKey = chosenNames.map(colorOf).join();
  const lines = useMemo(() => {
    const colors = colorKey.split(',').map(Number);
    const chosen = JSON.parse(chosenKey) as string[];
    if (chosen.length === 0) return total === null ? [] : [{ key: total, name: total, color: 1 }];
    return chosen.map((name, index) => ({ key: prefix + name, name, color: colors[index]! }));
  }, [chosenKey, colorKey, prefix, total]);
  if (!data)
    return error && <Failed what="The time series cannot be listed." error={error} onRetry={refetch} />;
  if (lines.length === 0) return <p className="p-3 text-muted">The chart begins with the first flush.</p>;
  const count = `${formatCount(data.series.length)}${data.more ? ' and more' : ''}`;
  return (
    <>
      <Caption title={`per ${sizeSeconds} s`}>
        {data.series.length > lines.length
          ? `the busiest ${lines.length} of ${count} keys of ${prefix}*`
          : `${prefix}*`}
      </Caption>
      {data.notHashes.length > 0 && (
        <div className="flex-none px-3 pt-1">
          <NotHashes keys={data.notHashes.map(name => prefix + name)} />
        </div>
      )}
      <SeriesChart
        label={`${prefix}* per ${sizeSeconds} s`}
        connectionId={connectionId}
        lines={lines}
        sizeSeconds={sizeSeconds}
        buckets={BUCKETS}
        minBuckets={FIRST_BUCKETS}
        others={data.others}
        mode="stacked"
      />
    </>
  );
});

interface FailedProps {
  what: string;
  error: { message: string };
  onRetry: () => unknown;
}

function Failed({ what, error, onRetry }: FailedProps) {
  return (
    <div className="p-3">
      <ErrorPanel what={what} error={error} onRetry={onRetry} />
    </div>
  );
}

/** What a chart shows, in words. */
function Caption({ title, children }: { title: string; children: string }) {
  return (
    <p className="flex min-w-0 flex-none items-center gap-2 px-3 pt-2 text-xs/[18px] text-muted">
      <span className="flex-none font-semibold text-text">{title}</span>
      <span className="truncate">{children}</span>
    </p>
  );
}

const Leaderboard = memo(function Leaderboard({ connectionId, chart }: ChartProps<'leaderboard'>) {
  const { data, error, refetch } = useEngineQuery(
    'series.leaderboard',
    { connectionId, key: chart.key, epochKey: chart.epochKey, epoch: null, top: 20 },
    { everyMs: REFRESH_MS },
  );
  if (error) return <Failed what="The leaderboard cannot be read." error={error} onRetry={refetch} />;
  if (!data || data.epoch === null)
    return <p className="p-3 text-muted">The first epoch begins with the first flush.</p>;
  return (
    <section aria-label={`Epoch ${data.epoch}`} className="min-h-0 flex-1 overflow-y-auto p-3">
      <h3 className="pb-2 font-semibold">{`Epoch ${data.epoch}`}</h3>
      <RankedList label={`Members of epoch ${data.epoch}`} rows={data.rows} />
    </section>
  );
});

interface RowsChartProps {
  rows: readonly ResultRow[];
  open: readonly ResultRow[];
}

const RowsChart = memo(function RowsChart({ rows, open }: RowsChartProps) {
  const {
    name,
    times,
    series: plain,
    keys,
    openBucket,
  } = useMemo(() => chartOfRows(rows, open), [rows, open]);
  const colorOf = useKeyColors(plain.filter(({ color }) => color !== OTHERS).map(line => line.name));
  const series = plain.map(({ name: of, values, color }) => ({
    name: of,
    values,
    color: color === OTHERS ? OTHERS : colorOf(of),
  }));
  if (times.length === 0) return <p className="p-3 text-muted">The chart begins with the first window.</p>;
  return (
    <>
      <Caption title={name}>
        {keys > MAX_LINES ? `by window, the largest ${MAX_LINES} of ${formatCount(keys)} keys` : 'by window'}
      </Caption>
      <TimeChart
        label="Results by window"
        times={times}
        series={series}
        mode="stacked"
        openBucket={openBucket}
      />
    </>
  );
});
