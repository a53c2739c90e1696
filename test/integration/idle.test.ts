import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineClient } from '#shared/contract/index.ts';
import type { Engine } from '#engine/engine.ts';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** What wakes an engine that has nothing to do more often costs battery. */
const LEAST_MS = 1_000;

let server: TestServer;
let folder: string;
let engine: Engine;
/** Timers of less than `LEAST_MS` that have been set, with where. */
let short: string[];
/** Intervals of less than `LEAST_MS` that are still there, with where. */
let ticking: Map<unknown, string>;

const where = (ms = 0) => `${ms} ms, set ${new Error().stack?.split('\n').slice(3, 7).join(' ')}`;

beforeEach(async () => {
  short = [];
  ticking = new Map();
  const { setTimeout: setOnce, setInterval: setAgain, clearInterval: clear } = globalThis;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void, ms?: number) => {
    if ((ms ?? 0) < LEAST_MS) short.push(where(ms));
    return setOnce(run, ms);
  });
  vi.spyOn(globalThis, 'setInterval').mockImplementation((run: () => void, ms?: number) => {
    const timer = setAgain(run, ms);
    if ((ms ?? 0) < LEAST_MS) ticking.set(timer, where(ms));
    return timer;
  });
  vi.spyOn(globalThis, 'clearInterval').mockImplementation(timer => {
    ticking.delete(timer);
    clear(timer);
  });
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-idle-'));
  engine = await startTestEngine(folder, {
    redis: { variable: '--redis', target: server.target(), password: undefined },
  });
});

afterEach(async () => {
  await engine.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});

test('an engine whose pages watch a quiet server sets no timer of less than a second', async () => {
  const page = await openTestPage(engine);
  const beats = await watchAll(page.client);
  // What was begun by opening all of this is over.
  await beats(3);
  short = [];
  await beats(4);
  expect(short).toEqual([]);
  expect([...ticking.values()]).toEqual([]);
  page.close();
});

/** Opens what the screens open. @returns waits for so many more looks at what flows, a second each */
async function watchAll(client: EngineClient): Promise<(count: number) => Promise<unknown>> {
  let looks = 0;
  let connectionId = '';
  follow(client.connections.watch(), ({ open }) => {
    if (open[0]?.state.state === 'ready') connectionId = open[0].profileId;
  });
  await until(
    () => connectionId,
    id => id !== '',
  );
  const name = Buffer.from('quiet');
  await client.pubsub.subscribe({ connectionId, subscriptions: [{ kind: 'channel', name }] });
  let feedId = '';
  follow(client.pubsub.watch({ connectionId }), session => {
    if (session.subscriptions[0]?.state === 'active') feedId = session.feedId;
  });
  await until(
    () => feedId,
    id => id !== '',
  );
  const filter = { language: 'text' as const, text: 'message', highlight: false, muted: [], solo: [] };
  await server.ask('PUBLISH', name, 'one message');
  let isFiltered = false;
  follow(
    client.feeds.view({ feedId, viewId: 'idle', viewport: { follow: true, rows: 50 }, filter }),
    ({ scan }) => (isFiltered ||= scan?.scanned === 1),
  );
  await until(
    () => isFiltered,
    is => is,
  );
  follow(client.app.status());
  follow(client.pipelines.watch());
  follow(client.recordings.watch());
  follow(client.streams.count({ connectionId }));
  follow(client.pipelines.flow({ id: null, connectionId }), () => looks++);
  const everything = { language: 'text' as const, text: '' };
  follow(client.streams.tail({ connectionId, keys: [Buffer.from('stream')], filter: everything }));
  return async count => {
    const enough = looks + count;
    await until(
      () => looks,
      seen => seen >= enough,
    );
    short = short.filter(one => !one.startsWith('10 ms')); // our own looks
  };
}

function follow<T>(items: AsyncIterable<T>, each: (item: T) => void = () => {}): void {
  void (async () => {
    for await (const item of items) each(item);
  })().catch(() => {});
}
