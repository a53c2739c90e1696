import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { globMatches } from '#shared/redis/glob.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { MessageRow } from './feed-rows.ts';

/** The other subscriptions that brought the same message once more, in words: "channel name", "pattern n*". */
export type AlsoHeard = (row: MessageRow) => readonly string[];

/**
 * The server sends a message once for its channel and once for each pattern that matches, to the same subscriber. That of a
 * sharded channel comes once: no pattern hears it.
 *
 * @see https://redis.io/docs/latest/commands/psubscribe/
 */
function of(session: PubSubSession): AlsoHeard {
  const active = session.subscriptions.filter(({ kind, state }) => state === 'active' && kind !== 'shard');
  const byChannel = new Map<string, { word: string; by: string | null }[]>();
  const hearersOf = ({ channel, channelBytes }: MessageRow) => {
    let hearers = byChannel.get(channel);
    if (!hearers) {
      hearers = active
        .filter(({ kind, name }) =>
          kind === 'pattern' ? globMatches(name, channelBytes) : bytesText(name) === channel,
        )
        .map(({ kind, name }) =>
          kind === 'pattern'
            ? { word: `pattern ${bytesText(name)}`, by: bytesText(name) }
            : { word: 'channel name', by: null },
        );
      byChannel.set(channel, hearers);
    }
    return hearers;
  };
  return row =>
    row.sharded
      ? []
      : hearersOf(row)
          .filter(({ by }) => by !== row.pattern)
          .map(({ word }) => word);
}

/** The same text as long as it means the same. */
function keyOf(session: PubSubSession): string {
  return session.subscriptions
    .map(({ kind, name, state }) => `${kind} ${state} ${bytesText(name)}`)
    .join('\n');
}

export const alsoHeard = { of, keyOf };
