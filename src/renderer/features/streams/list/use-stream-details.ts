import { useEffect, useRef, useState } from 'react';
import type { StreamState } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useEngine } from '../../../lib/engine.ts';
import { pageShown } from '../../../lib/page-shown.ts';
import { askEvery } from '../../../lib/ask-every.ts';

const EVERY_MS = 2_000;
/** Between two readings of all. */
const ALL_EVERY_MS = 5_000;
/** Reading all of them takes no more than this part of the time. */
const MOST_OF_THE_TIME = 0.1;
/** Streams that are asked for at once. */
const MOST = 100;

export interface StreamDetails {
  state: StreamState;
  /** Entries added per second since the reading before; null where it is not known. */
  perSecond: number | null;
}

/** Figures of the streams in view, every two seconds while anything happens, by key text. What was read before stays until it is read again. */
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
        setDetails(before => withStates(before, states));
        return states;
      } catch {
        // The connection is away or the page is leaving: the list says so, and the figures stay as they were.
        return undefined;
      }
    };
    void read();
    const stop = askEvery(EVERY_MS, read);
    return () => {
      stop();
      ended.abort();
    };
  }, [client, connectionId, names]);
  return details;
}

/**
 * Figures of all these streams, to sort by, as of the last time that all of them were read; null before the first. They are read part by
 * part, and again some seconds after the last part.
 *
 * @param keys null to read none
 */
export function useDetailsOfAll(
  connectionId: string,
  keys: readonly Uint8Array[] | null,
): ReadonlyMap<string, StreamDetails> | null {
  const client = useEngine();
  const [details, setDetails] = useState<ReadonlyMap<string, StreamDetails> | null>(null);
  useEffect(() => {
    if (!client || keys === null) return;
    const ended = new AbortController();
    const { signal } = ended;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let known: ReadonlyMap<string, StreamDetails> = new Map();
    const readAll = async () => {
      await pageShown(signal);
      const startedAt = performance.now();
      try {
        for (let from = 0; from < keys.length; from += MOST) {
          const part = keys.slice(from, from + MOST);
          known = withStates(known, await client.streams.details({ connectionId, keys: part }, { signal }));
        }
        if (!signal.aborted) setDetails(known);
      } catch {
        // As above: what was read before stays.
      }
      if (!signal.aborted) {
        const tookMs = performance.now() - startedAt;
        timer = setTimeout(() => void readAll(), Math.max(ALL_EVERY_MS, tookMs / MOST_OF_THE_TIME));
      }
    };
    void readAll();
    return () => {
      ended.abort();
      clearTimeout(timer);
      setDetails(null);
    };
  }, [client, connectionId, keys]);
  return details;
}

function withStates(
  before: ReadonlyMap<string, StreamDetails>,
  states: readonly StreamState[],
): ReadonlyMap<string, StreamDetails> {
  const next = new Map(before);
  for (const state of states) {
    const name = bytesText(state.key);
    next.set(name, { state, perSecond: rateOf(before.get(name)?.state, state) });
  }
  return next;
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
