import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, useLink } from './engine.ts';
import { keepEqual } from './keep-equal.ts';
import { askEvery } from './ask-every.ts';
import { isNews, stirByNews } from './rest.ts';
import { useReconnected } from './use-reconnected.ts';
import { callQuery, type InputOf, type OutputOf, type QueryName } from './method-names.ts';

interface EngineQueryOptions<T> {
  /** Asks again every so many ms, and less often at rest; not at all unless given. */
  everyMs?: number | undefined;
  /** Whether an answer ends the rest of the page: one that says something else, unless given. */
  hasNews?: (before: T, after: T) => boolean;
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
  { everyMs, hasNews = isNews, enabled = true }: EngineQueryOptions<OutputOf<N>> = {},
): UseQueryResult<OutputOf<N>, MillraceError> {
  const link = useLink();
  const generation = link.phase === 'connected' ? link.generation : 0;
  const isAsked = enabled && link.phase === 'connected';
  const queryKey = [name, input, generation];
  const query = useQuery<OutputOf<N>, MillraceError>({
    queryKey,
    enabled: isAsked,
    staleTime: Infinity,
    gcTime: 30_000,
    // An answer that repeats the one before is drawn by nobody, also where it has names in bytes.
    structuralSharing: keepEqual,
    queryFn: async ({ signal, client, queryKey: key }) => {
      if (link.phase !== 'connected') throw asError('Not connected to the engine.');
      // `null` stands for "nothing": a query may not answer undefined.
      const answer = (await callQuery(link.client, name, input, signal)) ?? (null as OutputOf<N>);
      stirByNews(client.getQueryData<OutputOf<N>>(key), answer, hasNews);
      return answer;
    },
  });
  const { connectionId } = (input ?? {}) as { connectionId?: string };
  useReconnected(connectionId, () => query.error && void query.refetch());
  const queries = useQueryClient();
  const { refetch } = query;
  const newestKey = useRef(queryKey);
  useEffect(() => {
    newestKey.current = queryKey;
  });
  useEffect(() => {
    if (!isAsked || everyMs === undefined) return;
    return askEvery(everyMs, async () => {
      // Another part of the page may have asked the same just now. Asked of the kept queries: who reads it of the result is drawn again for it.
      const { dataUpdatedAt = 0 } = queries.getQueryState(newestKey.current) ?? {};
      // The clock may have been set back since.
      if (Math.abs(Date.now() - dataUpdatedAt) >= everyMs / 2) await refetch({ cancelRefetch: false });
    });
  }, [isAsked, everyMs, queries, refetch]);
  return query;
}
