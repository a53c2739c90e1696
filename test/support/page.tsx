import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, type RenderResult } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import { contract, type EngineClient } from '#shared/contract/index.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { link } from '../../src/renderer/lib/engine.ts';
import type {
  InputOf,
  ItemOf,
  OutputOf,
  QueryName,
  StreamName,
} from '../../src/renderer/lib/method-names.ts';
import { followAddress, showsConnection } from '../../src/renderer/lib/navigation.ts';
import { forgetMemory } from '../../src/renderer/lib/page-memory.ts';

// A limit is met by what hangs, never by what a slow machine does slowly.
configure({ asyncUtilTimeout: 20_000 });

/**
 * What the engine of a test answers. A query that is missing fails, a stream that is missing says nothing. A stream of
 * one item goes on after it; one of several ends with them.
 */
export type Answers = {
  [N in QueryName]?: (input: InputOf<N>) => OutputOf<N> | Promise<OutputOf<N>>;
} & { [N in StreamName]?: (input: InputOf<N>) => ItemOf<N> | AsyncIterable<ItemOf<N>> };

/** The room that elements have: jsdom lays nothing out. */
const ROOM = { width: 1_000, height: 600 };

let calls: { name: string; input: unknown }[] = [];

/** Calls that reached the engine, in their order; of one method, where it is named. */
export function callsOf<N extends QueryName>(name: N): InputOf<N>[] {
  return calls.filter(call => call.name === name).map(call => call.input as InputOf<N>);
}

/** Draws a part of the page, connected to an engine that gives these answers. */
export function renderPage(
  content: ReactNode,
  answers: Answers = {},
): RenderResult & { user: UserEvent; show: (content: ReactNode) => void } {
  const client = engineOf(answers);
  const state = { phase: 'connected', client, generation: 1, restarted: false } as const;
  vi.spyOn(link, 'getState').mockReturnValue(state);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const around = (inside: ReactNode) => <QueryClientProvider client={queries}>{inside}</QueryClientProvider>;
  const result = render(around(content));
  return { ...result, user: userEvent.setup(), show: next => result.rerender(around(next)) };
}

/** Groups and methods are made as they are asked for, so that a test names only what it needs. */
function engineOf(answers: Answers): EngineClient {
  const answerOf = (name: string) => (answers as Record<string, (input: unknown) => unknown>)[name];
  const kindOf = (group: string, method: string) =>
    (contract as Record<string, Record<string, { kind: string }>>)[group]?.[method]?.kind;
  const group = (groupName: string) =>
    new Proxy(
      {},
      {
        get: (_, method: string) => (input: unknown, options?: { signal?: AbortSignal }) => {
          const name = `${groupName}.${method}`;
          if (kindOf(groupName, method) === 'stream')
            return itemsOf(answerOf(name)?.(input), options?.signal);
          calls.push({ name, input });
          const answer = answerOf(name);
          if (!answer) return Promise.reject(new MillraceError('internal', `No answer to ${name}.`));
          return Promise.resolve().then(() => answer(input));
        },
      },
    );
  const groups = new Map<string, object>();
  return new Proxy({} as EngineClient, {
    get: (_, name: string) => groups.get(name) ?? groups.set(name, group(name)).get(name),
  });
}

/** The last frame of a job: nothing comes after it. */
function hasEnded(item: unknown): boolean {
  const state = (item as { state?: unknown } | undefined)?.state;
  return state === 'done' || state === 'stopped' || state === 'lost' || state === 'failed';
}

function isIterable(item: unknown): item is AsyncIterable<unknown> {
  return typeof item === 'object' && item !== null && Symbol.asyncIterator in item;
}

async function* itemsOf(item: unknown, signal: AbortSignal | undefined): AsyncGenerator {
  if (isIterable(item)) return yield* item;
  if (item !== undefined) yield item;
  if (hasEnded(item)) return;
  await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
}

/** Called once by a file of component tests, which begin and end with an empty page at `address`. */
export function setUpPage(address = ''): void {
  beforeEach(() => {
    calls = [];
    localStorage.clear();
    forgetMemory();
    sessionStorage.clear();
    window.history.replaceState(null, '', `/${address}`);
    const menus = document.createElement('div');
    menus.id = 'menus';
    document.body.replaceChildren(menus);
    followAddress();
    showsConnection(null);
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(ROOM.width);
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(ROOM.height);
    Element.prototype.scrollIntoView = () => {};
  });
  afterEach(async () => {
    cleanup();
    // Streams end a turn after their last listener: the next test has its own.
    await new Promise(resolve => setTimeout(resolve, 0));
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}
