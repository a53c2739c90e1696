import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';

/** The colour of a channel by its name, 1-8; undefined for one that is neither subscribed to nor among the busiest. */
export type ColorOf = (channel: { channel: string; sharded: boolean }) => number | undefined;

/** One colour for a channel, wherever it is shown and however it was heard. */
function of({ subscriptions, channels }: PubSubSession): ColorOf {
  const byChannel = new Map([
    ...subscriptions.map(({ kind, name, color }): [string, number] => [`${kind} ${bytesText(name)}`, color]),
    ...channels.map(({ name, sharded, color }): [string, number] => [
      `${kindWord(sharded)} ${bytesText(name)}`,
      color,
    ]),
  ]);
  return ({ channel, sharded }) => byChannel.get(`${kindWord(sharded)} ${channel}`);
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
