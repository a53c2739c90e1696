import type { OutputLimit, SubscriberInfo } from '#shared/contract/subscribers.ts';
import { formatCount, UNKNOWN } from '../../lib/format/numbers.ts';
import type { Column } from '../../ui/data-grid/columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { fullnessOf, type Fullness } from './subscriber-fullness.ts';

const fills: Record<Fullness['tone'], string> = {
  calm: 'bg-accent-fill',
  warning: 'bg-pending',
  danger: 'bg-danger',
};
const texts: Record<Fullness['tone'], string> = {
  calm: 'text-muted',
  warning: 'text-pending',
  danger: 'text-danger',
};

/** Columns of the subscribers' table; make new ones when the limit changes. */
export function subscriberColumns(limit: OutputLimit | null): readonly Column<SubscriberInfo>[] {
  return [
    {
      id: 'client',
      title: 'client',
      width: 'flex',
      minWidth: 110,
      cell: ({ name, address, own }) => (
        <span title={`${name === '' ? 'without a name' : name} · ${address}`}>
          {own && <Tag tone="accent">own</Tag>} {name === '' ? address : name}
        </span>
      ),
      text: ({ name, address }) => `${name} ${address}`,
    },
    {
      id: 'output',
      title: 'output buffer',
      width: 156,
      cell: subscriber => <FullnessBar fullness={fullnessOf(subscriber, limit)} />,
      text: ({ outputBytes }) => (outputBytes === null ? '' : String(outputBytes)),
    },
    {
      id: 'subscriptions',
      title: 'subs',
      width: 54,
      align: 'right',
      cell: subscriber => {
        const { channels, patterns, shardChannels } = subscriber;
        const words = `${known(channels)} channels, ${known(patterns)} patterns, ${known(shardChannels)} sharded`;
        return <span title={words}>{known(subscriptionCount(subscriber))}</span>;
      },
      text: subscriber => String(subscriptionCount(subscriber) ?? ''),
    },
  ];
}

/** Of all kinds; a kind that the server does not count adds nothing. */
function subscriptionCount({ channels, patterns, shardChannels }: SubscriberInfo): number | null {
  if (channels === null && patterns === null) return null;
  return (channels ?? 0) + (patterns ?? 0) + (shardChannels ?? 0);
}

export function known(figure: number | null): string {
  return figure === null ? UNKNOWN : formatCount(figure);
}

function FullnessBar({ fullness: { share, tone, figure, words } }: { fullness: Fullness }) {
  return (
    <span className="flex items-center gap-1.5" title={words}>
      <span aria-hidden className="h-1.5 w-10 shrink-0 overflow-hidden rounded-full bg-hover">
        {share !== null && (
          <span className={`block h-full ${fills[tone]}`} style={{ width: `${Math.min(1, share) * 100}%` }} />
        )}
      </span>
      <span className={`truncate ${texts[tone]}`}>{figure}</span>
      {tone !== 'calm' && <span className="sr-only">{words}</span>}
    </span>
  );
}
