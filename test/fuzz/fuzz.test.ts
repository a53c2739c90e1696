import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '#shared/contract/index.ts';
import type { Stream, Query } from '#shared/rpc/define.ts';
import { connect, type Connected } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { encodeFrame } from '#shared/rpc/codec.ts';
import { PROTOCOL_VERSION } from '#shared/rpc/channel.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { Chance } from './chance.ts';
import { formats } from './formats.ts';
import { startMutatingProxy, type MutatingProxy } from './mutating-proxy.ts';
import { valueOf, type Known } from './values.ts';

/**
 * Generated input at every edge of the program: `npm run fuzz` tries cases that nobody has tried yet; `npm test` the same ones each time, for a
 * short while. A failure names its seed.
 */
const seed = Number(process.env.MILLRACE_SEED ?? 1);
const seconds = Number(process.env.MILLRACE_FUZZ_SECONDS ?? 20);
/** Other clients are answered within 200 ms where the machine has nothing else to do; a test that shares it cannot ask for that. */
const answerMs = Number(process.env.MILLRACE_FUZZ_ANSWER_MS ?? 3_000);
/** The same of memory: 64 MB after a long run; a short one ends while the heap of V8 still finds its size. */
const MEMORY_BACK_WITHIN = Number(process.env.MILLRACE_FUZZ_MEMORY_MB ?? 192) * 2 ** 20;
const CALL_MS = 2_000;

type Page = Connected<typeof contract>;
let redis: TestServer;
let proxy: MutatingProxy;
let host: BrowserHost;
let outside: string;
const chance = new Chance(seed);

beforeAll(async () => {
  redis = await startRedisServer();
  proxy = await startMutatingProxy(redis.port, chance);
  outside = mkdtempSync(join(tmpdir(), 'millrace-outside-'));
  host = await startBrowserHost(['--redis', `redis://127.0.0.1:${proxy.port}`], {
    HOME: outside,
    TMPDIR: outside,
  });
  for (const [name, ...args] of [
    ['XADD', 'stream', '1-1', 'a', '1'],
    ['XGROUP', 'CREATE', 'stream', 'group', '0'],
    ['XREADGROUP', 'GROUP', 'group', 'consumer', 'STREAMS', 'stream', '>'],
    ['HSET', 'hash', '1', '2'],
    ['ZADD', 'zset', '1', 'm'],
  ] as const)
    await redis.ask(name, ...args);
}, 120_000);
afterAll(async () => {
  await host.stop();
  await proxy.stop();
  await redis.stop();
  rmSync(outside, { recursive: true, force: true });
});

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers: { Origin: host.origin } });
  await once(socket, 'open');
  return socket;
}
async function openPage(): Promise<Page> {
  return connect(streamsOf(contract), webSocketChannel(await openSocket()), { token: host.token });
}
async function engineBytes(page: Page): Promise<number> {
  for await (const { engineBytes: bytes } of page.client.app.status()) return bytes;
  return Number.NaN;
}

/** The memory of the engine once it is back where it was, or what it is after half a minute. */
async function memoryBack(page: Page, before: number): Promise<number> {
  const deadline = performance.now() + 30_000;
  for await (const { engineBytes: bytes } of page.client.app.status())
    if (bytes - before < MEMORY_BACK_WITHIN || performance.now() > deadline) return bytes;
  return Number.NaN;
}

/** What leaves the machine, or belongs to it, is not called. */
const notCalled = new Set([
  'connections.discover',
  'connections.adopt',
  'connections.startSandbox',
  'connections.stopSandbox',
]);
const methods = Object.entries(contract)
  .flatMap(([group, definitions]) =>
    Object.entries(definitions as Record<string, Query | Stream>).map(([name, definition]) => ({
      group,
      name,
      definition,
    })),
  )
  .filter(({ group, name }) => !notCalled.has(`${group}.${name}`));

function knownIn(connectionId: string, feedId: string): Known {
  const bytes =
    (...texts: string[]) =>
    (from: Chance) =>
      new Uint8Array(Buffer.from(from.pick(texts)));
  return {
    connectionId: () => connectionId,
    feedId: () => feedId,
    id: from => from.pick([connectionId, '1-1', 'fuzz', from.text()]),
    host: () => '127.0.0.1',
    port: from => from.pick([proxy.port, 1]),
    kind: () => 'tcp',
    connectTimeoutMs: () => 200,
    commandTimeoutMs: () => 200,
    key: bytes('stream', 'hash', 'zset', 'nothing'),
    keys: bytes('stream', 'hash', 'nothing'),
    group: bytes('group', 'nothing'),
    consumer: bytes('consumer', 'nothing'),
    channel: bytes('c', 'd'),
    viewId: from => from.pick(['v', 'w']),
    jobId: from => from.pick(['j', 'k']),
    // A recipe that reads the network reads its replay here.
    offline: () => true,
    // What is made in a fuzzer is never asked for by a person.
    confirmed: () => false,
    imported: () => true,
    sessionId: from => from.pick(['s', 't']),
  };
}

async function callOne(page: Page, known: Known): Promise<void> {
  const { group, name, definition } = chance.pick(methods);
  const input = valueOf(definition.input, chance, known);
  // The one connection that is attacked through has to stay.
  const isItsEnd = group === 'connections' && ['remove', 'save', 'close'].includes(name);
  if (isItsEnd && (input as { id?: unknown } | null)?.id === known.connectionId!(chance)) return;
  const ending = AbortSignal.timeout(CALL_MS);
  const api = page.client as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>;
  try {
    const answer = api[group]![name]!(input, { signal: ending });
    if (definition.kind === 'query') await answer;
    else {
      let items = 0;
      for await (const _ of answer as AsyncIterable<unknown>) if (++items >= 3) break;
    }
  } catch (error) {
    // A refusal is an answer. What is a defect says so, and the host's log has its stack.
    if (error instanceof Error && 'code' in error && error.code === 'internal')
      internal.push(`${group}.${name}(${JSON.stringify(input)?.slice(0, 500)}): ${error.message}`);
  }
}
const internal: string[] = [];

async function sendFrames(): Promise<void> {
  const socket = await openSocket();
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  const hello = {
    t: 'hello',
    version: PROTOCOL_VERSION,
    token: chance.percent(80) ? host.token : chance.text(),
  };
  const frames = [
    hello,
    { t: 'request', id: 1, method: 'app.info' },
    { t: 'request', id: 2, method: 'app.status', credit: 2 },
    { t: 'credit', id: 2, n: 1 },
    { t: 'cancel', id: 2 },
    {
      t: 'request',
      id: 3,
      method: 'uploads.append',
      input: { uploadId: 'a', offset: 0, chunk: new Uint8Array(9) },
    },
  ].map(message => Buffer.from(encodeFrame(message)));
  for (const [index, frame] of frames.entries()) {
    const isWhole = index === 0 && chance.percent(80);
    socket.send(
      isWhole ? frame : chance.mutated(frame, ['{', '"', '\\u0000', '\xff\xff\xff\xff', '9'.repeat(400)]),
    );
  }
  await new Promise<void>(resolve => socket.ping(undefined, undefined, () => resolve()));
  socket.terminate();
  await closed;
}

test.each(formats)(
  'formats: $name',
  async format => {
    const own = new Chance(seed);
    const until = performance.now() + (seconds * 1_000) / 4 / formats.length;
    let cases = 0;
    while (performance.now() < until) {
      try {
        await format.tryOne(own);
      } catch (error) {
        throw new Error(`case ${cases} of MILLRACE_SEED=${seed}: ${(error as Error).message}`, {
          cause: error,
        });
      }
      cases++;
    }
    expect(cases).toBeGreaterThan(0);
  },
  (seconds + 60) * 1_000,
);

test(
  `the engine (seed ${seed})`,
  async () => {
    const steady = await openPage();
    let connectionId = '';
    for await (const { open } of steady.client.connections.watch()) {
      const [first] = open;
      connectionId = first?.profileId ?? '';
      if (first?.state.state === 'ready') break;
    }
    let feedId = '';
    for await (const session of steady.client.pubsub.watch({ connectionId })) {
      feedId = session.feedId;
      break;
    }
    const known = knownIn(connectionId, feedId);
    const attack = async (forMs: number) => {
      const end = performance.now() + forMs;
      const page = await openPage();
      const lanes = [0, 1, 2].map(async () => {
        while (performance.now() < end) {
          await callOne(page, known);
          // A handshake that was changed is not tried again unasked.
          if (chance.percent(10))
            await page.client.connections.retry({ id: known.connectionId!(chance) as string });
        }
      });
      const frames = (async () => {
        while (performance.now() < end) await sendFrames();
      })();
      await Promise.all([...lanes, frames]);
      page.close();
    };

    // The first half warms it up: threads, code and heap have the size that they need then.
    const halfMs = (seconds * 1_000 * 3) / 8;
    proxy.share = 20;
    await attack(halfMs);
    proxy.share = 0;
    const before = await engineBytes(steady);
    let slowest = 0;
    const over = new AbortController();
    const watching = (async () => {
      while (!over.signal.aborted) {
        const asked = performance.now();
        await steady.client.app.info();
        slowest = Math.max(slowest, performance.now() - asked);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    })();
    proxy.share = 20;
    try {
      await attack(halfMs);
    } finally {
      over.abort();
      proxy.share = 0;
    }
    await watching;

    expect(host.child.exitCode).toBeNull();
    expect(host.log()).not.toMatch(/uncaught|unhandled/i);
    expect(internal).toEqual([]);
    const after = await memoryBack(steady, before);
    process.stdout.write(
      `seed ${seed}: slowest answer ${Math.round(slowest)} ms, memory ${Math.round((after - before) / 2 ** 20)} MB more, ${proxy.changed} changed replies\n`,
    );
    expect(after - before).toBeLessThan(MEMORY_BACK_WITHIN);
    expect(slowest).toBeLessThan(answerMs);
    // Node keeps compiled code there, in a folder of Millrace's own.
    expect(readdirSync(outside).filter(name => name !== '.cache')).toEqual([]);
    steady.close();
  },
  (seconds + 90) * 1_000,
);
