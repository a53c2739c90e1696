import { useEngineQuery } from '../../../lib/engine-query.ts';

interface ShardSupport {
  /** Why sharded channels cannot be subscribed to; null while they can, or while it is not known. */
  noSubscribe: string | null;
  /** Why they cannot be published to. */
  noPublish: string | null;
}

const commands = ['SSUBSCRIBE', 'SPUBLISH'];
const SINCE = 'Sharded channels came with Redis 7.0.';

/** Whether this server has sharded channels, and whether the user may use them. */
export function useShardSupport(connectionId: string): ShardSupport {
  const { data } = useEngineQuery('connections.capabilities', { id: connectionId, commands });
  const reasonFor = (command: string) => {
    const found = data?.[command];
    if (found === undefined || found.available) return null;
    return found.code === 'unknown' ? `${found.reason} ${SINCE}` : found.reason;
  };
  return { noSubscribe: reasonFor('SSUBSCRIBE'), noPublish: reasonFor('SPUBLISH') };
}
