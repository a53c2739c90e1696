import { useEffect, useState } from 'react';
import type { StreamListing } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, useLink } from '../../../lib/engine.ts';

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
}

const EMPTY: StreamList = { streams: [], listing: null, error: null };

/** The streams that match a pattern, as they are found. Another pattern, or `round`, searches anew; leaving stops the search. */
export function useStreamList(connectionId: string, pattern: string, round: number): StreamList {
  const link = useLink();
  const client = link.phase === 'connected' ? link.client : null;
  const [list, setList] = useState<StreamList>(EMPTY);
  useEffect(() => {
    if (!client) return;
    const ended = new AbortController();
    const search = async () => {
      let found: ListedStream[] = [];
      try {
        for await (const listing of client.streams.list(
          { connectionId, pattern },
          { signal: ended.signal },
        )) {
          found = [...found, ...listing.keys.map(key => ({ key, name: bytesText(key) }))].sort((a, b) =>
            a.name < b.name ? -1 : 1,
          );
          setList({ streams: found, listing, error: null });
        }
      } catch (thrown) {
        if (!ended.signal.aborted) setList({ streams: found, listing: null, error: asError(thrown) });
      }
    };
    void search();
    return () => ended.abort();
  }, [client, connectionId, pattern, round]);
  return list;
}
