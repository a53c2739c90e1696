import { pause } from '../../changes.ts';
import type { SseFetch } from '../sources/sse.ts';
import { eventId, numberOfId, recentChange } from './recent-changes.ts';

export interface ReplayOptions {
  /** Events per second of each connection. */
  rate: number;
  /** With a seed the same bytes come every time, times included; without one, times are of now. */
  seed?: number | undefined;
  /** After so many events it is over. */
  count?: number | undefined;
}

export const DEFAULT_RATE = 50;

const TICK_MS = 10;
/** With a seed, time begins here: 2023-01-01T00:00:00Z. */
const SEEDED_START_MS = 1_672_531_200_000;
const EVENTS_PER_CHUNK = 250;

/** The number of the first event to send to someone who has had everything up to an id; null when there is nothing more. */
export function firstEvent({ count = Infinity }: ReplayOptions, lastEventId: string | null): number | null {
  const last = lastEventId === null || lastEventId === '' ? null : numberOfId(lastEventId);
  const first = last === null ? 0 : last + 1;
  return first < count || lastEventId === null ? first : null;
}

/** The body of one connection: server-sent events from a number on, paced from now. */
export async function* replayBody(
  options: ReplayOptions,
  first: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { rate, seed, count = Infinity } = options;
  const random = seed ?? Math.floor(Math.random() * 2 ** 20);
  const startedAt = performance.now();
  yield Buffer.from(':ok\n\nretry: 1000\n\n');
  let number = first;
  while (number < count && !signal.aborted) {
    const due = first + Math.floor(((performance.now() - startedAt) / 1000) * rate) + 1;
    let text = '';
    for (let made = 0; number < Math.min(due, count) && made < EVENTS_PER_CHUNK; made++, number++) {
      const time = seed === undefined ? Date.now() : SEEDED_START_MS + (number * 1000) / rate;
      text += `event: message\nid: ${eventId(number)}\ndata: ${recentChange(random, number, time)}\n\n`;
    }
    if (text !== '') yield Buffer.from(text);
    else await pause(TICK_MS, signal);
  }
}

/** A `fetch` that is answered by a replay in this process: what an `sse` source reads when it runs offline. */
export function replayFetch(options: ReplayOptions): SseFetch {
  return async (_, { headers, signal }) => {
    const first = firstEvent(options, headers['last-event-id'] ?? null);
    if (first === null) return new Response(null, { status: 204 });
    return new Response(ReadableStream.from(replayBody(options, first, signal)), {
      headers: { 'content-type': 'text/event-stream' },
    });
  };
}
