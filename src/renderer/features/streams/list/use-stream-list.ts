import { useCallback, useEffect, useRef, useState } from 'react';
import type { EngineClient } from '#shared/contract/index.ts';
import type { StreamListing } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useReconnected } from '../../../lib/use-reconnected.ts';
import { asError, useEngine } from '../../../lib/engine.ts';

export interface ListedStream {
  key: Uint8Array;
  /** The key as text: unique, and what the list is sorted by. */
  name: string;
}

export interface StreamList {
  streams: readonly ListedStream[];
  /** The newest report of the search; null before the first. */
  listing: StreamListing | null;
  error: MillraceError | null;
  /** Ends the search; what was found stays. */
  stop: () => void;
}

type Found = Omit<StreamList, 'stop'>;

const EMPTY: Found = { streams: [], listing: null, error: null };

/** The streams that match a pattern, as they are found. Another pattern, or `round`, searches anew; leaving stops the search. */
export function useStreamList(connectionId: string, pattern: string, round: number): StreamList {
  const client = useEngine();
  const [list, setList] = useState<Found>(EMPTY);
  const [again, setAgain] = useState(0);
  const searching = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    searching.current?.abort();
    setList(before => ({
      ...before,
      listing: before.listing && { ...before.listing, finished: true, keyspace: null },
    }));
  }, []);
  useEffect(() => {
    if (!client) return;
    const ended = (searching.current = new AbortController());
    void search(client, { connectionId, pattern }, ended.signal, setList);
    return () => ended.abort();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another round searches anew
  }, [client, connectionId, pattern, round, again]);
  useReconnected(connectionId, () => list.error && setAgain(before => before + 1));
  return { ...list, stop };
}

async function search(
  client: EngineClient,
  input: { connectionId: string; pattern: string },
  signal: AbortSignal,
  onList: (list: Found) => void,
): Promise<void> {
  let found: ListedStream[] = [];
  try {
    for await (const listing of client.streams.list(input, { signal })) {
      const fresh = listing.keys.map(key => ({ key, name: bytesText(key) }));
      found = [...found, ...fresh].sort((a, b) => (a.name < b.name ? -1 : 1));
      onList({ streams: found, listing, error: null });
    }
  } catch (thrown) {
    if (!signal.aborted) onList({ streams: found, listing: null, error: asError(thrown) });
  }
}
