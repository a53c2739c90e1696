import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { EngineClient } from '#shared/contract/index.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { EngineLink, type LinkState } from './engine-link.ts';
import {
  callQuery,
  type InputOf,
  type ItemOf,
  type OutputOf,
  type QueryName,
  type StreamName,
} from './method-names.ts';
import { keeper } from './keep-equal.ts';
import { openChannel } from './open-channel.ts';
import { StreamHub, type StreamState } from './stream-hub.ts';

/** The page's one link to the engine. */
export const link = new EngineLink(openChannel);
const hub = new StreamHub(link);

export function useLink(): LinkState {
  return useSyncExternalStore(link.subscribe, link.getState);
}

/** Whether the page has just begun, and no attempt to reach the engine has failed yet. */
export function isFirstAttempt(state: LinkState): boolean {
  return state.phase === 'connecting' && state.reason === null;
}

/** The engine, or null while there is none. */
export function useEngine(): EngineClient | null {
  const state = useLink();
  return state.phase === 'connected' ? state.client : null;
}

/** The engine now, for code outside of rendering. @throws {MillraceError} `disconnected` */
export function engineNow(): EngineClient {
  const state = link.getState();
  if (state.phase === 'connected') return state.client;
  throw new MillraceError('disconnected', 'Not connected to the engine right now.');
}

const OFF: StreamState<never> = { item: undefined, error: undefined, stale: false };
const nothingToHear = () => () => {};

/**
 * The newest item of a stream of the contract: `useStream('pubsub.watch', { connectionId })`. `'off'` as input asks for nothing.
 * The component draws at most once per animation frame, however fast the stream is; after a reconnect the stream begins again.
 */
export function useStream<N extends StreamName>(name: N, input: InputOf<N> | 'off'): StreamState<ItemOf<N>> {
  const key = JSON.stringify(input);
  const subscribe = useCallback(
    (listener: () => void) => (input === 'off' ? nothingToHear() : hub.subscribe(name, input, listener)),
    // oxlint-disable-next-line react/exhaustive-deps -- an input is the same when its JSON is.
    [name, key],
  );
  return useSyncExternalStore(subscribe, () => (input === 'off' ? OFF : hub.state(name, input)));
}

/**
 * The same of what is read from the state of a stream: the component draws again only when that is no longer equal. What is equal in
 * it stays the same object, so `read` may make a new one each time.
 */
export function useStreamPart<N extends StreamName, T>(
  name: N,
  input: InputOf<N> | 'off',
  read: (state: StreamState<ItemOf<N>>) => T,
): T {
  const key = JSON.stringify(input);
  const subscribe = useCallback(
    (listener: () => void) => (input === 'off' ? nothingToHear() : hub.subscribe(name, input, listener)),
    // oxlint-disable-next-line react/exhaustive-deps -- an input is the same when its JSON is.
    [name, key],
  );
  const [keep] = useState(keeper<T>);
  return useSyncExternalStore(subscribe, () => keep(read(input === 'off' ? OFF : hub.state(name, input))));
}

/** Calls back for each item of a stream that the page takes, also where it repeats the one before; nothing is drawn for it. */
export function useEachItem<N extends StreamName>(
  name: N,
  input: InputOf<N>,
  onItem: (item: ItemOf<N>) => void,
): void {
  const newest = useRef(onItem);
  useEffect(() => {
    newest.current = onItem;
  });
  const key = JSON.stringify(input);
  useEffect(() => {
    let last: ItemOf<N> | undefined;
    const look = () => {
      const { item } = hub.state(name, input);
      if (item === undefined || item === last) return;
      last = item;
      newest.current(item);
    };
    const stop = hub.subscribe(name, input, look);
    look();
    return stop;
    // oxlint-disable-next-line react/exhaustive-deps -- an input is the same when its JSON is.
  }, [name, key]);
}

/** A call that a person makes: the state of the newest one. */
type CallState<T> =
  | { state: 'idle' }
  | { state: 'running' }
  | { state: 'done'; output: T }
  /** `again` makes the same call once more. */
  | { state: 'failed'; error: MillraceError; again: () => void };

interface Call<N extends QueryName> {
  status: CallState<OutputOf<N>>;
  /** Answers the output, or null when it failed: `status` then says why. An older call's answer does not change `status`. */
  run: (input: InputOf<N>) => Promise<{ output: OutputOf<N> } | null>;
  reset: () => void;
}

/** A query of the contract as something to press: `const publish = useQueryCall('pubsub.publish')`. */
export function useQueryCall<N extends QueryName>(name: N): Call<N> {
  const [status, setStatus] = useState<CallState<OutputOf<N>>>({ state: 'idle' });
  const newest = useRef(0);
  const run = useCallback(
    async function call(input: InputOf<N>): Promise<{ output: OutputOf<N> } | null> {
      const mine = ++newest.current;
      const say = (next: CallState<OutputOf<N>>) => {
        if (newest.current === mine) setStatus(next);
      };
      say({ state: 'running' });
      try {
        const output = await callQuery(engineNow(), name, input);
        say({ state: 'done', output });
        return { output };
      } catch (thrown) {
        say({ state: 'failed', error: asError(thrown), again: () => void call(input) });
        return null;
      }
    },
    [name],
  );
  const reset = useCallback(() => {
    newest.current++;
    setStatus({ state: 'idle' });
  }, []);
  return { status, run, reset };
}

export function asError(thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  return new MillraceError('internal', thrown instanceof Error ? thrown.message : String(thrown));
}
