import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { ColorOf } from './feed-columns.tsx';

/**
 * The colour of a message: that of the subscription it came by, or of its channel where that was heard of. A subscription that is
 * gone leaves its messages the channel's colour.
 */
function of(session: PubSubSession): ColorOf {
  const bySubscription = new Map(
    session.subscriptions.map(({ kind, name, color }) => [`${kind} ${bytesText(name)}`, color]),
  );
  const byChannel = new Map(
    session.channels.map(({ name, sharded, color }) => [`${kindWord(sharded)} ${bytesText(name)}`, color]),
  );
  return ({ channel, pattern, sharded }) => {
    const own = `${kindWord(sharded)} ${channel}`;
    return bySubscription.get(pattern === null ? own : `pattern ${pattern}`) ?? byChannel.get(own);
  };
}

const kindWord = (sharded: boolean) => (sharded ? 'shard' : 'channel');

/** The same text as long as no colour changed. */
function keyOf(session: PubSubSession): string {
  const subscriptions = session.subscriptions.map(
    ({ kind, name, color }) => `${kind[0]}${color}${bytesText(name)}`,
  );
  const channels = session.channels
    .map(({ name, sharded, color }) => `${color}${kindWord(sharded)}${bytesText(name)}`)
    .sort();
  return [...subscriptions, ...channels].join('\n');
}

export const channelColors = { of, keyOf };
