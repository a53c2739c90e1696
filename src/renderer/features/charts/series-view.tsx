import { Pause, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { MAX_LINES } from '#shared/contract/series.ts';
import { useAction } from '../../lib/actions.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { useNow } from '../../lib/now.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { SeriesChart } from '../../ui/time-chart/series-chart.tsx';
import type { ChartMode } from '../../ui/time-chart/chart-options.ts';
import { useKeyColors } from '../../ui/time-chart/key-colors.ts';
import { useSeries } from '../../ui/time-chart/use-series.ts';
import { NotHashes } from '../../ui/time-chart/not-hashes.tsx';
import { useOpenedOrRemembered } from './opened-or-remembered.ts';
import { RecipeButton } from './recipe-button.tsx';
import { chosenNames } from './series-choice.ts';
import { SeriesPicker } from './series-picker.tsx';

const modes = [
  { value: 'stacked', label: 'Stacked' },
  { value: 'bars', label: 'Bars' },
  { value: 'lines', label: 'Lines' },
] as const;
const intervals = ['1', '5', '10', '30', '60', '300', '3600'].map(value => ({
  value,
  label: Number(value) < 60 ? `${value} s` : Number(value) < 3600 ? `${Number(value) / 60} min` : '1 h',
}));
const histories = ['5', '10', '30', '60', '360'].map(value => ({
  value,
  label: Number(value) < 60 ? `${value} min` : `${Number(value) / 60} h`,
}));

/** More bars than pixels help nobody. */
const MAX_BUCKETS = 2_000;
/** Above so many buckets the sums cost the server some: they are asked for less often. */
const MANY_BUCKETS = 200;

/** Hashes whose fields are unix seconds, behind a prefix: the busiest or some that were chosen, as they move. */
export function SeriesView({ connectionId }: { connectionId: string }) {
  const [prefix, setPrefix] = useOpenedOrRemembered('prefix', 'ev:');
  const [members, setMembers] = useOpenedOrRemembered('members', '');
  const [mode, setMode] = useRemembered<ChartMode>('charts.mode', 'stacked');
  const [interval, setInterval] = useRemembered('charts.interval', '10');
  const [minutes, setMinutes] = useRemembered('charts.minutes', '10');
  const [pickedByPrefix, setPickedByPrefix] = useRemembered<Record<string, readonly string[]>>(
    `charts.picked.${connectionId}`,
    {},
  );
  const [paused, setPaused] = useState(false);
  const sizeSeconds = Number(interval);
  const wanted = Math.ceil((Number(minutes) * 60) / sizeSeconds);
  const buckets = Math.min(MAX_BUCKETS, wanted);
  const picked = Object.hasOwn(pickedByPrefix, prefix) ? pickedByPrefix[prefix]! : null;
  const input = {
    connectionId,
    prefix,
    members: members === '' ? null : members,
    drawn: picked && [...picked],
    sizeSeconds,
    buckets,
  };
  const everyMs = paused ? undefined : buckets > MANY_BUCKETS ? 30_000 : 5_000;
  const { data, error, refetch } = useSeries('series.busiest', input, everyMs);
  const chosen = chosenNames(data?.series ?? [], picked).filter(name => !data?.notHashes.includes(name));
  const pick = (names: readonly string[] | null) => {
    const { [prefix]: _, ...others } = pickedByPrefix;
    setPickedByPrefix(names === null ? others : { ...others, [prefix]: names });
  };
  const chosenKey = JSON.stringify(chosen);
  const colorOf = useKeyColors(chosen);
  const colorKey = chosen.map(colorOf).join();
  const lines = useMemo(() => {
    const colors = colorKey.split(',').map(Number);
    return (JSON.parse(chosenKey) as string[]).map((name, index) => ({
      key: prefix + name,
      name,
      color: colors[index]!,
    }));
  }, [chosenKey, colorKey, prefix]);
  const togglePause = () => setPaused(!paused);
  useAction({
    id: 'charts.pause',
    title: paused ? 'Resume the chart' : 'Pause the chart',
    group: 'Charts',
    run: togglePause,
  });
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex w-64 flex-none flex-col gap-2 overflow-y-auto border-r border-line bg-surface p-3">
        <Field label="Keys begin with">
          <Input mono value={prefix} onChange={event => setPrefix(event.target.value)} />
        </Field>
        <Field label="Members set" hint="A set with the names. Leave empty to scan for keys.">
          <Input
            mono
            value={members}
            placeholder="known_domains"
            onChange={event => setMembers(event.target.value)}
          />
        </Field>
        {data && <NotHashes keys={data.notHashes.map(name => prefix + name)} />}
        <SeriesPicker found={data} chosen={chosen} picked={picked} onPick={pick} />
      </div>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex h-10 flex-none items-center gap-2 px-3">
          <Select label="Kind of chart" value={mode} onValue={setMode} options={modes} />
          <Select label="Interval" value={interval} onValue={setInterval} options={intervals} />
          <Select label="Window of history" value={minutes} onValue={setMinutes} options={histories} />
          <Button
            icon={paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
            onClick={togglePause}
          >
            {paused ? 'Resume' : 'Pause'}
          </Button>
          {wanted > MAX_BUCKETS && (
            <span role="status" className="min-w-0 truncate text-xs/[18px] text-pending">
              {`At most ${formatCount(MAX_BUCKETS)} intervals are drawn: the last ${formatDuration(MAX_BUCKETS * sizeSeconds * 1_000)}.`}
            </span>
          )}
        </div>
        {error && (
          <div className="px-3 pb-2">
            <ErrorPanel what="The keys cannot be listed." error={error} onRetry={refetch} />
          </div>
        )}
        {lines.length > 0 ? (
          <SeriesChart
            label={`${prefix}* per ${interval} s`}
            connectionId={connectionId}
            lines={lines}
            sizeSeconds={sizeSeconds}
            buckets={buckets}
            others={data?.others}
            mode={mode}
            paused={paused}
          />
        ) : data && data.series.length > 0 ? (
          <EmptyState
            title="No series is chosen"
            action={<Button onClick={() => pick(null)}>Draw the busiest</Button>}
          >
            Tick up to {MAX_LINES} series to draw.
          </EmptyState>
        ) : (
          data && <NoSeries prefix={prefix} sizeSeconds={sizeSeconds} />
        )}
      </div>
    </div>
  );
}

function NoSeries({ prefix, sizeSeconds }: { prefix: string; sizeSeconds: number }) {
  const bucket = Math.floor(useNow(1_000) / 1_000 / sizeSeconds) * sizeSeconds;
  return (
    <EmptyState
      title="No series to draw"
      action={<RecipeButton id="wikipedia-edits">Go to Wikipedia edits</RecipeButton>}
      command={`HINCRBY ${prefix}example ${bucket} 1`}
    >
      Hashes whose fields are unix seconds appear here. The recipe Wikipedia edits writes some.
    </EmptyState>
  );
}
