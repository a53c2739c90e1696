import { useCallback, useEffect, useRef, useState } from 'react';
import type { EngineClient } from '#shared/contract/index.ts';
import type { StreamListing } from '#shared/contract/streams.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useReconnected } from './use-reconnected.ts';
import { asError, useEngine } from './engine.ts';

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

/** The streams that match a pattern, as they are found. Another pattern, or `round`, searches anew; `except` has patterns with spaces between; leaving stops the search. */
export function useStreamList(connectionId: string, pattern: string, round: number, except = ''): StreamList {
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
    const input = { connectionId, pattern, except: patternsOf(except) };
    void search(client, input, ended.signal, setList);
    return () => ended.abort();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another round searches anew
  }, [client, connectionId, pattern, except, round, again]);
  useReconnected(connectionId, () => list.error && setAgain(before => before + 1));
  return { ...list, stop };
}

function patternsOf(text: string): Uint8Array[] {
  return text.split(/\s+/).filter(Boolean).slice(0, 20).map(parseBytesText);
}

async function search(
  client: EngineClient,
  input: { connectionId: string; pattern: string; except: Uint8Array[] },
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
