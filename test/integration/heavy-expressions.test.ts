import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Condition } from '#shared/contract/condition.ts';
import { contract } from '#shared/contract/index.ts';
import { connect, type Connected } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { bytes } from '../support/streams.ts';

/** What one person writes on one page never holds up another page: expressions that would take days, wherever the page takes one. */

type Page = Connected<typeof contract>['client'];

let redis: TestServer;
let host: BrowserHost;
let author: Page;
let reader: Page;
let connectionId: string;
let frames = 0;
let ticking: Promise<void>;
const ended = new AbortController();

/** 10^12 steps and more. */
const endless = 'abcdef'
  .split('')
  .reduce(
    (inner, name) => `[${Array.from({ length: 100 }, (_, n) => n).join()}].all(${name}, ${inner})`,
    'true',
  );
const condition: Condition = { language: 'cel', text: endless };

async function openPage(): Promise<Page> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers: { Origin: host.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return (await connect(streamsOf(contract), webSocketChannel(socket), { token: host.token })).client;
}

/** The first item that fits; the reader leaves then. */
async function firstOf<T>(items: AsyncIterable<T>, fits: (item: T) => boolean = () => true): Promise<T> {
  for await (const item of items) if (fits(item)) return item;
  throw new Error('it ended before');
}

async function readFrames(): Promise<void> {
  const { feedId } = await firstOf(reader.pubsub.watch({ connectionId }));
  const viewport = { follow: true, rows: 10 } as const;
  const options = { signal: ended.signal };
  try {
    for await (const frame of reader.feeds.view({ feedId, viewId: 'ticks', viewport }, options))
      if (frame.counters.received > 0) frames++;
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  }
}

beforeAll(async () => {
  redis = await startRedisServer();
  host = await startBrowserHost(['--redis', redis.url]);
  [author, reader] = await Promise.all([openPage(), openPage()]);
  const overview = await firstOf(reader.connections.watch(), ({ open }) =>
    open.some(({ state }) => state.state === 'ready'),
  );
  connectionId = overview.open[0]!.profileId;
  await reader.pubsub.subscribe({
    connectionId,
    subscriptions: [{ kind: 'channel', name: bytes('ticks') }],
  });
  await redis.ask('XADD', 's', '1-0', 'n', '1');
  await redis.ask('XGROUP', 'CREATE', 's', 'g', '0');
  await redis.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'STREAMS', 's', '>');
  void readFrames();
  ticking = (async () => {
    while (!ended.signal.aborted) await redis.ask('PUBLISH', 'ticks', 'x');
  })();
}, 120_000);
afterAll(async () => {
  ended.abort();
  await ticking;
  await host.stop();
  await redis.stop();
});
beforeEach(() => {
  frames = 0;
});

const key = bytes('s');
const group = bytes('g');
const selection = {
  by: 'filter',
  filter: {
    consumer: null,
    minIdleMs: 0,
    maxIdleMs: null,
    minDeliveries: '0',
    maxDeliveries: null,
    ghosts: 'any',
    payload: condition,
  },
} as const;

const screens: Record<string, () => Promise<unknown>> = {
  'the search of a stream': () =>
    firstOf(
      author.streams.scan({ connectionId, key, filter: condition, start: '-', end: '+', reverse: false }),
    ),
  'the export of a stream': () =>
    firstOf(
      author.streams.exportEntries({
        connectionId,
        key,
        filter: condition,
        start: '-',
        end: '+',
        format: 'jsonl',
      }),
    ),
  'a tail': async () => {
    const tail = author.streams.tail({ connectionId, keys: [bytes('tailed')], filter: condition });
    for await (const { connected } of tail) if (connected) await redis.ask('XADD', 'tailed', '*', 'n', '1');
  },
  'the pending entries': () =>
    author.pending.page({ connectionId, key, group, filter: selection.filter, count: 10, maxScanned: 1_000 }),
  'the preview of a selection': () =>
    author.streamActions.preview({ connectionId, action: { kind: 'ack', key, group, selection } }),
  'the filter of a feed': async () => {
    const { feedId } = await firstOf(author.pubsub.watch({ connectionId }));
    const filter = { ...condition, highlight: false, muted: [], solo: [], decode: [] };
    const viewport = { follow: true, rows: 10 } as const;
    for await (const _ of author.feeds.view({ feedId, viewId: 'filtered', viewport, filter }));
  },
};

test.each(Object.entries(screens))('%s is ended after a second, and another page goes on', async (_, use) => {
  await expect(use()).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining('over 1 s'),
  });
  expect(frames).toBeGreaterThan(5);
});

test('an action on a selection fails, and another page goes on', async () => {
  const action = { kind: 'ack', key, group, selection } as const;
  const end = await firstOf(
    author.streamActions.apply({ connectionId, action, jobId: 'heavy' }),
    ({ state }) => state !== 'running',
  );
  expect(end).toMatchObject({ state: 'failed', problem: { code: 'timeout' } });
  expect(await redis.ask('XPENDING', 's', 'g', '-', '+', '10')).toHaveLength(1);
  expect(frames).toBeGreaterThan(5);
});

const template = `{{${endless}}}`;

test('the preview of a template says so, and another page goes on', async () => {
  const { problem } = await author.pubsub.previewTemplate({ template, escaped: false });
  expect(problem!.message).toMatch(/over 1 s/);
  expect(frames).toBeGreaterThan(5);
});

test('publishing a template fails, and another page goes on', async () => {
  const target = { connectionId, sharded: false, channel: bytes('out') };
  const end = await firstOf(
    author.pubsub.publishMany({
      ...target,
      jobId: 'heavy',
      template,
      escaped: false,
      count: 5,
      perSecond: null,
    }),
    ({ state }) => state !== 'running',
  );
  expect(end).toMatchObject({ state: 'failed', sent: 0, problem: { code: 'timeout' } });
  expect(frames).toBeGreaterThan(5);
});
