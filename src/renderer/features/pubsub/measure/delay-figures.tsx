import { X } from 'lucide-react';
import { useState } from 'react';
import type { LatencyFigures, Measurement } from '#shared/contract/measure.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { PercentileTable } from './figures-table.tsx';

const ALL = '';

interface DelayFiguresProps {
  connectionId: string;
  measurement: Measurement;
  channels: readonly string[];
}

/** How late messages are, by the time that their payloads carry. */
export function DelayFigures({ connectionId, measurement, channels }: DelayFiguresProps) {
  const { latencies, timeFields } = measurement;
  const [channel, setChannel] = useState(ALL);
  const [typed, setTyped] = useState<string | null>(null);
  const call = useQueryCall('measure.setLatency');
  const field = typed ?? timeFields[0] ?? '';
  const set = (name: Uint8Array | null, path: string) =>
    call.run({ connectionId, channel: name, field: path });
  const options = [
    { value: ALL, label: 'All channels' },
    ...channels.map(name => ({ value: name, label: name })),
  ];
  return (
    <section aria-label="Delay of delivery" className="flex flex-none flex-col gap-2">
      <h3 className="font-medium">Delay of delivery</h3>
      <form
        className="flex flex-wrap items-center gap-2"
        onSubmit={event => {
          event.preventDefault();
          if (field !== '') void set(channel === ALL ? null : parseBytesText(channel), field.trim());
        }}
      >
        <Select
          label="Channel with times"
          className="max-w-40"
          value={options.some(({ value }) => value === channel) ? channel : ALL}
          onValue={setChannel}
          options={options}
        />
        <TextField
          label="Field with the time of sending"
          hideLabel
          className="min-w-24 flex-1"
          mono
          list="measure-time-fields"
          placeholder="meta.time"
          value={field}
          onValue={setTyped}
        />
        <datalist id="measure-time-fields">
          {timeFields.map(path => (
            <option key={path} value={path}>
              {path}
            </option>
          ))}
        </datalist>
        <Button type="submit" disabled={field === ''} busy={call.status.state === 'running'}>
          Measure
        </Button>
      </form>
      {call.status.state === 'failed' && <ErrorPanel error={call.status.error} onRetry={call.status.again} />}
      {latencies.map(latency => (
        <Delay
          key={latency.channel ? bytesText(latency.channel) : ALL}
          latency={latency}
          onEnd={() => void set(latency.channel, '')}
        />
      ))}
    </section>
  );
}

function Delay({ latency, onEnd }: { latency: LatencyFigures; onEnd: () => void }) {
  const { channel, field, messages, looked, timed, unit, delay, min, negative, perSecond } = latency;
  const name = channel ? bytesText(channel) : 'all channels';
  return (
    <div role="group" aria-label={`Delay of ${name}`} className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-muted">
          <span className="mono text-text">{name}</span> by <span className="mono text-text">{field}</span>
          {unit !== null && ` (${unit})`} · {formatCount(timed)} of {countOf(looked, 'message')} carried it
          {looked < messages &&
            ` · looked into at most ${formatCount(perSecond)} a second: ${formatCount(looked)} of ${formatCount(messages)}`}
        </p>
        <IconButton label={`Stop measuring the delay of ${name}`} onClick={onEnd}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {timed > 0 && (
        <PercentileTable
          label={`Delay of ${name}, percentiles`}
          rows={[{ name: 'delay', values: delay, format: formatDuration }]}
        />
      )}
      {negative > 0 && (
        <p className="text-pending">
          {countOf(negative, 'message')} came before they were sent, by up to {formatDuration(-min!)}: the
          sender&apos;s clock is ahead of this machine&apos;s, so that all delays here read too short.
        </p>
      )}
    </div>
  );
}
