import { MillraceError } from '#shared/rpc/errors.ts';
import type { EngineLink } from './engine-link.ts';
import { Listeners } from './listeners.ts';
import { callStream, type InputOf, type ItemOf, type StreamName } from './method-names.ts';
import { whileShown } from './page-shown.ts';
import { restPause } from './ask-every.ts';
import { stirByNews } from './rest.ts';

/** What is known of a stream: its newest item, kept also while the engine is away, and why nothing newer comes. */
export interface StreamState<T> {
  item: T | undefined;
  error: MillraceError | undefined;
  /** The item is of a connection that has gone. */
  stale: boolean;
}

interface Shared {
  state: StreamState<unknown>;
  listeners: Listeners;
  stop: () => void;
}

const NOTHING: StreamState<never> = { item: undefined, error: undefined, stale: false };
const AGAIN_AFTER_MS = 1_000;
/**
 * Those that the engine makes by the clock, and whether an item was: what the server tells of would be late where nobody takes it. At rest they are
 * taken less often, and then as they are at that time.
 */
const clocked: { readonly [N in StreamName]?: (item: ItemOf<N>) => boolean } = {
  'streams.watch': () => true,
  'keys.watch': ({ noticedBy }) => noticedBy === 'polling',
  'queues.list': () => true,
  'pipelines.flow': () => true,
};

/** Runs a callback before the next frame is drawn. In a hidden page frames stop, and a timer stands in for them. */
function nextFrame(run: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(run, 250);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
}

/**
 * One subscription per stream and input, shared by everybody on the page who asks for it, begun again after a reconnect. Listeners
 * hear of the newest item at most once per animation frame. A hidden page asks for none.
 */
export class StreamHub {
  readonly #link: EngineLink;
  readonly #streams = new Map<string, Shared>();

  constructor(link: EngineLink) {
    this.#link = link;
  }

  /** `input` must be plain JSON: it is part of the stream's name here. */
  subscribe<N extends StreamName>(name: N, input: InputOf<N>, listener: () => void): () => void {
    const key = keyOf(name, input);
    const shared = this.#streams.get(key) ?? this.#begin(key, name, input);
    const unsubscribe = shared.listeners.subscribe(listener);
    return () => {
      unsubscribe();
      // A moment later, so that a screen that is replaced by another one with the same stream does not end it.
      setTimeout(() => {
        if (shared.listeners.size > 0 || this.#streams.get(key) !== shared) return;
        this.#streams.delete(key);
        shared.stop();
      }, 0);
    };
  }

  state<N extends StreamName>(name: N, input: InputOf<N>): StreamState<ItemOf<N>> {
    return (this.#streams.get(keyOf(name, input))?.state ?? NOTHING) as StreamState<ItemOf<N>>;
  }

  #begin<N extends StreamName>(key: string, name: N, input: InputOf<N>): Shared {
    const shared: Shared = { state: NOTHING, listeners: new Listeners(), stop: () => {} };
    this.#streams.set(key, shared);
    let cancelFrame: (() => void) | undefined;
    const set = (state: StreamState<unknown>) => {
      shared.state = state;
      cancelFrame ??= nextFrame(() => {
        cancelFrame = undefined;
        shared.listeners.notify();
      });
    };

    let reading: AbortController | undefined;
    let generation = 0;
    let again: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      const link = this.#link.getState();
      if (link.phase !== 'connected') {
        if (reading && !shared.state.stale) set({ ...shared.state, stale: true });
        return;
      }
      if (link.generation === generation) return;
      generation = link.generation;
      reading?.abort();
      reading = new AbortController();
      void read(reading.signal);
    };
    const isByClock = clocked[name];
    const read = async (signal: AbortSignal) => {
      const link = this.#link.getState();
      if (link.phase !== 'connected') return;
      try {
        const items = callStream(link.client, name, input, { signal, onDemand: isByClock !== undefined });
        for await (const item of whileShown(items, signal)) {
          stirByNews(shared.state.item, item);
          set({ item, error: undefined, stale: false });
          if (isByClock?.(item)) await restPause(signal);
        }
      } catch (thrown) {
        const error =
          thrown instanceof MillraceError ? thrown : new MillraceError('internal', String(thrown));
        if (signal.aborted || error.code === 'disconnected') return;
        set({ ...shared.state, error });
        again = setTimeout(() => void read(signal), AGAIN_AFTER_MS);
      }
    };
    const unsubscribe = this.#link.subscribe(follow);
    shared.stop = () => {
      unsubscribe();
      reading?.abort();
      clearTimeout(again);
      cancelFrame?.();
    };
    follow();
    return shared;
  }
}

function keyOf(name: string, input: unknown): string {
  return `${name} ${JSON.stringify(input) ?? ''}`;
}
