import type { HeardBy } from '#shared/contract/feeds.ts';
import { escapeGlob } from '#shared/redis/glob.ts';

/**
 * A subscription that PUBSUB NUMSUB does not count, as it leaves patterns out. Some applications take that count for the number of their own
 * nodes, and wait for an answer of each: socket.io's adapters do. Sharded channels have no patterns, and stay as they are.
 *
 * @see https://redis.io/docs/latest/commands/pubsub-numsub/
 */
export function uncounted({ kind, name }: HeardBy): HeardBy {
  return kind === 'channel' ? { kind: 'pattern', name: escapeGlob(name) } : { kind, name };
}
