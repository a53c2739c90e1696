import { useState, type ReactNode } from 'react';
import { unknownHealth } from '#shared/unknown-health.ts';
import { useHealth, type ActiveConnection } from '../../lib/active-connection.ts';
import { useEachItem, useStream } from '../../lib/engine.ts';
import { formatBytes, formatExactBytes } from '../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { formatCount, formatRate, UNKNOWN } from '../../lib/format/numbers.ts';
import { NO_READINGS, withReading, type Kept, type Readings } from './health-readings.ts';
import { Sparkline } from '../../ui/sparkline.tsx';

/** The server's figures as it gives them, each with its last minute or so. */
export function HealthCards({ active }: { active: ActiveConnection }) {
  const { state } = active.open;
  const health = useHealth(active.profile.id) ?? unknownHealth;
  const pubsub = useStream('pubsub.watch', { connectionId: active.profile.id }).item;
  const readings = useReadings(active.profile.id);
  const isReady = state.state === 'ready';
  const limit = health.maxMemoryBytes !== null && health.maxMemoryBytes > 0 ? health.maxMemoryBytes : null;
  return (
    <section
      aria-label={`Health of ${active.profile.name}`}
      className="grid flex-none grid-cols-5 border-b border-line bg-surface max-[1000px]:grid-cols-3"
    >
      <Card
        name="round trip"
        value={formatDuration(isReady ? health.rttMs : null)}
        note="PING"
        readings={readings.rttMs}
        color="--series-1"
      />
      <Card
        name="commands"
        value={formatRate(health.opsPerSecond)}
        note="per second"
        readings={readings.opsPerSecond}
        color="--accent"
      />
      <Card
        name="clients"
        value={formatCount(health.clients)}
        note="connected"
        readings={readings.clients}
        color="--series-4"
      />
      <Card
        name="memory"
        value={formatBytes(health.usedMemoryBytes)}
        note={limit === null ? 'no limit set' : `of ${formatBytes(limit)}`}
        title={health.usedMemoryBytes === null ? undefined : formatExactBytes(health.usedMemoryBytes)}
        readings={readings.usedMemoryBytes}
        color="--series-2"
      />
      <Card
        name="pub/sub in"
        value={pubsub ? formatRate(pubsub.total.messagesPerSecond) : UNKNOWN}
        note="msg/s"
        readings={pubsub ? pubsub.total.history : []}
        color="--series-3"
      />
    </section>
  );
}

interface CardProps {
  name: string;
  value: string;
  note: ReactNode;
  title?: string | undefined;
  readings: ArrayLike<number>;
  /** A variable of the theme. */
  color: string;
}

function Card({ name, value, note, title, readings, color }: CardProps) {
  return (
    <div className="min-w-0 border-r border-line-soft px-3 pt-2.5 pb-2 last:border-r-0">
      <h2 className="text-[11.5px]/4 font-medium text-muted">{name}</h2>
      <p className="truncate text-lg/[26px] font-semibold" title={title}>
        {value} <span className="text-xs/[18px] font-normal text-muted">{note}</span>
      </p>
      <div className="h-7">
        {readings.length > 1 && (
          <Sparkline values={readings} color={`var(${color})`} width={200} height={28} />
        )}
      </div>
    </div>
  );
}

/** A reading a second. A figure that is not told again meanwhile has stayed as it was. */
function useReadings(connectionId: string): Readings {
  const [kept, setKept] = useState<Kept>({ at: null, health: unknownHealth, readings: NO_READINGS });
  useEachItem('connections.watch', undefined, ({ open }) => {
    const health = open.find(({ profileId }) => profileId === connectionId)?.health;
    if (health) setKept(before => withReading(before, health, performance.now()));
  });
  return kept.readings;
}
