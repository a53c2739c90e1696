import type { OutputLimit, SubscriberInfo } from '#shared/contract/subscribers.ts';
import { countOf, formatCount, UNKNOWN } from '../../../lib/format/numbers.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { Tag } from '../../../ui/tag.tsx';
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
        return (
          <span title={subscriptionWords(subscriber)}>{formatCount(subscriptionCount(subscriber))}</span>
        );
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

/** "2 channels, 1 pattern, 0 sharded channels". */
export function subscriptionWords({ channels, patterns, shardChannels }: SubscriberInfo): string {
  const some = (count: number | null, thing: string) =>
    count === null ? `${UNKNOWN} ${thing}s` : countOf(count, thing);
  return [some(channels, 'channel'), some(patterns, 'pattern'), some(shardChannels, 'sharded channel')].join(
    ', ',
  );
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
