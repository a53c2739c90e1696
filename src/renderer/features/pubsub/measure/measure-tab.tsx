import { RotateCcw } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Measurement } from '#shared/contract/measure.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction } from '../../../lib/actions.ts';
import { useQueryCall, useStream } from '../../../lib/engine.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { formatSeconds, formatTime } from '../../../lib/format/times.ts';
import { useNow } from '../../../lib/now.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Select } from '../../../ui/select.tsx';
import type { ColorOf } from '../feed/channel-colors.ts';
import { DelayFigures } from './delay-figures.tsx';
import { FiguresTable } from './figures-table.tsx';
import { PickedChannels } from './picked-channels.tsx';
import { SizeHistogram } from './size-histogram.tsx';

// Charts are large, and most of the time nobody looks at one here.
const RateChart = lazy(async () => ({ default: (await import('./rate-chart.tsx')).RateChart }));

/** The busiest channels that are drawn and listed without being asked for. */
const TOP = 5;
const ALL = '';

interface MeasureTabProps {
  connectionId: string;
  colorOf: ColorOf;
}

/** What the messages are like: how many a second, how far apart, how large, how late. */
export function MeasureTab({ connectionId, colorOf }: MeasureTabProps) {
  const [minutes, setMinutes] = useRemembered<'1' | '5' | '10'>('pubsub.measure.minutes', '1');
  const [unit, setUnit] = useRemembered<'messages' | 'bytes'>('pubsub.measure.unit', 'messages');
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(ALL);
  const { utc } = useSettings();
  const { item, error } = useStream('measure.watch', {
    connectionId,
    seconds: Number(minutes) * 60,
    top: TOP,
    picked: [...picked],
  });
  if (!item)
    return error ? (
      <div className="p-3">
        <ErrorPanel what="The messages cannot be measured." error={error} onRetry="itself" />
      </div>
    ) : null;
  const channel = item.channels.find(({ name }) => bytesText(name) === shown);
  const figures = channel ?? item.total;
  const names = item.channels.map(({ name }) => bytesText(name));
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-3 py-2">
      <Since connectionId={connectionId} measurement={item} />
      <section aria-label="Rates" className="flex flex-none flex-col gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="flex-1 font-medium">Rates</h3>
          <Select
            label="Unit"
            value={unit}
            onValue={setUnit}
            options={[
              { value: 'messages', label: 'messages/s' },
              { value: 'bytes', label: 'bytes/s' },
            ]}
          />
          <Select
            label="Window of time"
            value={minutes}
            onValue={setMinutes}
            options={[
              { value: '1', label: 'last minute' },
              { value: '5', label: 'last 5 minutes' },
              { value: '10', label: 'last 10 minutes' },
            ]}
          />
        </div>
        <div className="-mx-3 flex h-60 flex-none">
          <Suspense>
            <RateChart rates={item.rates} unit={unit} colorOf={colorOf} />
          </Suspense>
        </div>
        <PickedChannels picked={picked} onPicked={setPicked} />
      </section>
      <section aria-label="Distributions" className="flex flex-none flex-col gap-2">
        <div className="flex items-center gap-2">
          <h3 className="flex-1 font-medium">Distributions</h3>
          <Select
            label="Measured channel"
            className="max-w-60"
            value={channel ? shown : ALL}
            onValue={setShown}
            options={[
              { value: ALL, label: 'All channels' },
              ...names.map(name => ({ value: name, label: name })),
            ]}
          />
        </div>
        {channel && channel.since > item.since && (
          <p className="text-muted">
            Measured since {formatTime(channel.since, { utc })}, when you added it: it appeared after too many
            other channels.
          </p>
        )}
        <FiguresTable figures={figures} />
        <SizeHistogram classes={figures.sizeClasses} messages={figures.messages} />
      </section>
      <DelayFigures connectionId={connectionId} measurement={item} channels={names} />
      {item.patterns.length > 0 && (
        <section aria-label="Channels of patterns" className="flex flex-none flex-col gap-1">
          <h3 className="font-medium">Channels of patterns</h3>
          <ul>
            {item.patterns.map(({ pattern, channels, approximate }) => (
              <li key={bytesText(pattern)}>
                <span className="mono">{bytesText(pattern)}</span>
                <span className="text-muted">
                  {' '}
                  brought{' '}
                  {approximate ? `about ${countOf(channels, 'channel')}` : countOf(channels, 'channel')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {item.unmeasured > 0 && (
        <p className="flex-none text-muted">
          {countOf(item.unmeasured, 'message')} came on channels beyond the first{' '}
          {formatCount(item.channelCount)}: these count in the totals, but are not measured one by one. A
          channel that you add above is measured from then on.
        </p>
      )}
    </div>
  );
}

function Since({ connectionId, measurement }: { connectionId: string; measurement: Measurement }) {
  const reset = useQueryCall('measure.reset');
  const { utc } = useSettings();
  const now = useNow(1_000);
  const { since, total } = measurement;
  const run = () => void reset.run({ connectionId });
  useAction({ id: 'pubsub.measure.reset', title: 'Restart measuring', group: 'Pub/Sub', run });
  return (
    <div className="flex flex-none flex-col gap-2">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-muted">
          <b className="font-medium text-text">{countOf(total.messages, 'message')}</b> since{' '}
          {formatSeconds(since, { utc })} · {formatDuration(Math.max(0, now - since))}
        </p>
        <Button
          icon={<RotateCcw size={13} aria-hidden />}
          onClick={run}
          busy={reset.status.state === 'running'}
        >
          Reset
        </Button>
      </div>
      {reset.status.state === 'failed' && <ErrorPanel error={reset.status.error} onRetry={run} />}
    </div>
  );
}
