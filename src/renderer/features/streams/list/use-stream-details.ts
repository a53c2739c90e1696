import { useEffect, useRef, useState } from 'react';
import type { StreamState } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useEngine } from '../../../lib/engine.ts';

const EVERY_MS = 2_000;
const MOST = 100;

export interface StreamDetails {
  state: StreamState;
  /** Entries added per second since the reading before; null where it is not known. */
  perSecond: number | null;
}

/** Figures of the streams in view, every two seconds, by key text. What was read before stays until it is read again. */
export function useStreamDetails(
  connectionId: string,
  keys: readonly Uint8Array[],
): ReadonlyMap<string, StreamDetails> {
  const client = useEngine();
  const [details, setDetails] = useState<ReadonlyMap<string, StreamDetails>>(new Map());
  const wanted = useRef(keys);
  const names = keys.map(bytesText).join('\n');
  useEffect(() => {
    wanted.current = keys;
  });
  useEffect(() => {
    if (!client || names === '') return;
    const ended = new AbortController();
    const read = async () => {
      try {
        const states = await client.streams.details(
          { connectionId, keys: wanted.current.slice(0, MOST) },
          { signal: ended.signal },
        );
        setDetails(before => {
          const next = new Map(before);
          for (const state of states) {
            const name = bytesText(state.key);
            next.set(name, { state, perSecond: rateOf(before.get(name)?.state, state) });
          }
          return next;
        });
      } catch {
        // The connection is away or the page is leaving: the list says so, and the figures stay as they were.
      }
    };
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      clearInterval(timer);
      ended.abort();
    };
  }, [client, connectionId, names]);
  return details;
}

/** By `entries-added`, never by the length: a stream that is trimmed as fast as it is filled is busy. */
function rateOf(before: StreamState | undefined, after: StreamState): number | null {
  const added = after.summary?.entriesAdded;
  const addedBefore = before?.summary?.entriesAdded;
  const ms = after.serverTime - (before?.serverTime ?? 0);
  if (added === null || added === undefined || addedBefore === null || addedBefore === undefined || ms < 100)
    return null;
  return added < addedBefore ? null : ((added - addedBefore) * 1_000) / ms;
}
