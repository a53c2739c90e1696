import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, useLink } from './engine.ts';
import { keepEqual } from './keep-equal.ts';
import { useReconnected } from './use-reconnected.ts';
import { callQuery, type InputOf, type OutputOf, type QueryName } from './method-names.ts';

interface EngineQueryOptions {
  /** Asks again every so many ms; not at all unless given. */
  everyMs?: number;
  /** False asks nothing. */
  enabled?: boolean;
}

/**
 * A read of the contract that is kept and, with `everyMs`, repeated: `useEngineQuery('feeds.record', { feedId, seq })`. Asked again
 * after a reconnect to the engine, and what failed also when the server is there again. `input` must be plain JSON: it is the key of what is kept.
 */
export function useEngineQuery<N extends QueryName>(
  name: N,
  input: InputOf<N>,
  { everyMs, enabled = true }: EngineQueryOptions = {},
): UseQueryResult<OutputOf<N>, MillraceError> {
  const link = useLink();
  const generation = link.phase === 'connected' ? link.generation : 0;
  const query = useQuery<OutputOf<N>, MillraceError>({
    queryKey: [name, input, generation],
    enabled: enabled && link.phase === 'connected',
    refetchInterval: everyMs ?? false,
    staleTime: Infinity,
    gcTime: 30_000,
    // An answer that repeats the one before is drawn by nobody, also where it has names in bytes.
    structuralSharing: keepEqual,
    queryFn: async ({ signal }) => {
      if (link.phase !== 'connected') throw asError('Not connected to the engine.');
      // `null` stands for "nothing": a query may not answer undefined.
      return (await callQuery(link.client, name, input, signal)) ?? (null as OutputOf<N>);
    },
  });
  const { connectionId } = (input ?? {}) as { connectionId?: string };
  useReconnected(connectionId, () => query.error && void query.refetch());
  return query;
}
