import { Pause, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Checkbox } from '../../ui/switch.tsx';
import { SeriesChart } from '../../ui/time-chart/series-chart.tsx';
import type { ChartMode } from '../../ui/time-chart/chart-options.ts';

const MAX_LINES = 8;
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

/** Hashes whose fields are unix seconds, behind a prefix: choose some, see them move. */
export function SeriesView({ connectionId }: { connectionId: string }) {
  const [prefix, setPrefix] = useRemembered('charts.prefix', 'ev:');
  const [members, setMembers] = useRemembered('charts.members', '');
  const [mode, setMode] = useRemembered<ChartMode>('charts.mode', 'stacked');
  const [interval, setInterval] = useRemembered('charts.interval', '10');
  const [minutes, setMinutes] = useRemembered('charts.minutes', '10');
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const [paused, setPaused] = useState(false);
  const { data, error } = useEngineQuery(
    'series.find',
    { connectionId, prefix, members: members === '' ? null : members },
    { everyMs: 3_000 },
  );
  const names = data?.names ?? [];
  const chosen = picked ?? names.slice(0, MAX_LINES);
  const chosenText = chosen.join('\n');
  const lines = useMemo(
    () =>
      chosenText === ''
        ? []
        : chosenText.split('\n').map((name, index) => ({ key: prefix + name, name, color: (index % 8) + 1 })),
    [chosenText, prefix],
  );
  const sizeSeconds = Number(interval);
  const shown = names.filter(name => name.toLowerCase().includes(search.toLowerCase()));
  const toggle = (name: string, on: boolean) =>
    setPicked(on ? [...chosen, name].slice(-MAX_LINES) : chosen.filter(other => other !== name));
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex w-60 flex-none flex-col gap-2 overflow-y-auto border-r border-line bg-surface p-3">
        <Field label="Keys begin with">
          <Input mono value={prefix} onChange={event => setPrefix(event.target.value)} />
        </Field>
        <Field label="Members set" hint="Where the names are; empty scans for keys.">
          <Input
            mono
            value={members}
            placeholder="known_domains"
            onChange={event => setMembers(event.target.value)}
          />
        </Field>
        <Field label="Search">
          <Input value={search} onChange={event => setSearch(event.target.value)} />
        </Field>
        <fieldset className="flex min-h-0 flex-col gap-1">
          <legend className="pb-1 text-xs/[18px] text-muted">
            {`${formatCount(chosen.length)} of ${formatCount(names.length)}${data?.more ? ' and more' : ''}, at most ${MAX_LINES}`}
          </legend>
          {shown.slice(0, 200).map(name => (
            <Checkbox
              key={name}
              label={name}
              checked={chosen.includes(name)}
              onChecked={on => toggle(name, on)}
            />
          ))}
        </fieldset>
      </div>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex h-10 flex-none items-center gap-2 px-3">
          <Select label="Kind of chart" value={mode} onValue={setMode} options={modes} />
          <Select label="Interval" value={interval} onValue={setInterval} options={intervals} />
          <Select label="Window of history" value={minutes} onValue={setMinutes} options={histories} />
          <Button
            icon={paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
            onClick={() => setPaused(!paused)}
          >
            {paused ? 'Resume' : 'Pause'}
          </Button>
        </div>
        {error && <ErrorPanel what="The keys cannot be listed." error={error} />}
        {lines.length > 0 ? (
          <SeriesChart
            label={`${prefix}* per ${interval} s`}
            connectionId={connectionId}
            lines={lines}
            sizeSeconds={sizeSeconds}
            buckets={Math.min(2_000, Math.ceil((Number(minutes) * 60) / sizeSeconds))}
            mode={mode}
            paused={paused}
          />
        ) : (
          <EmptyState title="No series to draw" command={`HINCRBY ${prefix}example 1575199840 1`}>
            Hashes whose fields are unix seconds appear here. The recipe Wikipedia edits writes some.
          </EmptyState>
        )}
      </div>
    </div>
  );
}
