import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { HeldGroup, StreamConsumer } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { consumerColors } from './consumer-colors.ts';
import { LagCounter } from './lag-counter.tsx';
import type { GroupTrend } from './use-group-history.ts';

interface GroupCardsProps {
  connectionId: string;
  streamKey: Uint8Array;
  group: HeldGroup;
  trend: GroupTrend | undefined;
  consumers: readonly StreamConsumer[];
  /** Of all pending entries; null while they have not been counted. */
  longestIdleMs: number | null;
}

/** How a group is doing: behind, holding, taking in, getting done, and by whom. */
export function GroupCards({
  connectionId,
  streamKey,
  group,
  trend,
  consumers,
  longestIdleMs,
}: GroupCardsProps) {
  const oldest = group.oldestPending;
  return (
    <section
      aria-label={`Figures of group ${bytesText(group.name)}`}
      className="grid flex-none grid-cols-5 border-b border-line bg-surface"
    >
      <Card
        name="lag"
        value={group.lag === null ? 'unknown' : formatCount(group.lag)}
        note={
          group.lag === null ? (
            <LagCounter connectionId={connectionId} streamKey={streamKey} group={group.name} />
          ) : (
            <LagTrend group={group} trend={trend} />
          )
        }
        values={trend?.lag ?? []}
        color="var(--pending)"
      />
      <Card
        name="pending"
        value={formatCount(group.pending)}
        note={
          longestIdleMs !== null
            ? `longest idle ${formatDuration(longestIdleMs)}`
            : oldest
              ? `first idle ${formatDuration(oldest.idleMs)}`
              : ''
        }
        values={trend?.pending ?? []}
        color="var(--pending)"
      />
      <Card
        name="in · entries/s"
        value={formatRate(trend?.inPerSecond)}
        note="added"
        values={trend?.inRates ?? []}
        color="var(--series-1)"
      />
      <Card
        name="out · acks/s"
        value={formatRate(trend?.outPerSecond)}
        note="acknowledged"
        values={trend?.outRates ?? []}
        color="var(--ok)"
      />
      <div className="min-w-0 px-3 pt-2.5 pb-2">
        <h2 className="text-[11.5px]/4 font-medium text-muted">consumers</h2>
        <p className="truncate text-lg/[26px] font-semibold">
          {group.consumers === null ? 'unknown' : formatCount(group.consumers)}{' '}
          <small className="text-xs/[18px] font-normal text-muted">{quietest(consumers)}</small>
        </p>
        <ShareBar consumers={consumers} />
      </div>
    </section>
  );
}

interface CardProps {
  name: string;
  value: string;
  note: ReactNode;
  values: readonly number[];
  color: string;
}

function Card({ name, value, note, values, color }: CardProps) {
  return (
    <div className="min-w-0 border-r border-line-soft px-3 pt-2.5 pb-2">
      <h2 className="text-[11.5px]/4 font-medium text-muted">{name}</h2>
      <p className="truncate text-lg/[26px] font-semibold">
        {value} <small className="text-xs/[18px] font-normal text-muted">{note}</small>
      </p>
      <Sparkline values={values} color={color} width={200} height={28} />
    </div>
  );
}

/** Where the lag goes: how long until there is none, or that it grows. */
function LagTrend({ group, trend }: { group: HeldGroup; trend: GroupTrend | undefined }) {
  const change = trend?.lagPerSecond ?? null;
  if (group.lag === 0) return 'up to date';
  if (change === null || group.lag === null || Math.abs(change) < 0.05)
    return change === null ? '' : 'steady';
  if (change > 0)
    return (
      <>
        <ArrowUp size={11} aria-hidden className="inline text-pending" /> grows by {formatRate(change)}/s
      </>
    );
  return (
    <>
      <ArrowDown size={11} aria-hidden className="inline text-ok" /> clears in{' '}
      {formatDuration((group.lag / -change) * 1_000)}
    </>
  );
}

/** The consumer that has done nothing for longest: it is the one to look at. */
function quietest(consumers: readonly StreamConsumer[]): string {
  const holding = consumers.filter(consumer => consumer.pending > 0 && consumer.idleMs !== null);
  const [first] = holding.toSorted((a, b) => b.idleMs! - a.idleMs!);
  return first ? `${bytesText(first.name)} quiet for ${formatDuration(first.idleMs)}` : '';
}

/** More parts than this are not told from each other. */
const MOST_PARTS = 24;

/** Who holds what is pending: those with the most each as a part, the others together. */
function ShareBar({ consumers }: { consumers: readonly StreamConsumer[] }) {
  const colorOf = consumerColors(consumers);
  const holding = consumers
    .filter(consumer => consumer.pending > 0)
    .toSorted((a, b) => b.pending - a.pending);
  const others = holding.slice(MOST_PARTS);
  const pendingOfOthers = others.reduce((sum, { pending }) => sum + pending, 0);
  return (
    <div className="mt-2 flex h-[9px] gap-px overflow-hidden">
      {holding.slice(0, MOST_PARTS).map(consumer => {
        const name = bytesText(consumer.name);
        return (
          <span
            key={name}
            title={`${name}: ${formatCount(consumer.pending)} pending`}
            className="min-w-[3px] rounded-sm"
            style={{ flexGrow: consumer.pending, background: `var(--series-${colorOf(name)})` }}
          />
        );
      })}
      {others.length > 0 && (
        <span
          title={`${formatCount(others.length)} others: ${formatCount(pendingOfOthers)} pending`}
          className="min-w-[3px] rounded-sm bg-control"
          style={{ flexGrow: pendingOfOthers }}
        />
      )}
    </div>
  );
}
