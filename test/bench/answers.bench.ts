import type { EngineClient } from '#shared/contract/index.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { openHostClient } from '../support/host-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { median, type BenchResult } from './bench.ts';

/** What a page asks while another one listens to a flood is answered within this time, 19 times of 20. */
const LIMIT_MS = 50;
export const bar = 1;
export const unit = `${LIMIT_MS} ms over the 95th percentile of a page's answers while 100,000 messages/s arrive`;

const ROUNDS = 3;
const SECONDS = 10;
const RATE = 100_000;
/** Published in one call: the server does nothing else meanwhile, which counts as ours here. */
const BATCH = 500;
const ASK_EVERY_MS = 50;
const CHANNEL = 'flood';
const script = `local payload = string.rep('x', 300) for i = 1, ${BATCH} do redis.call('PUBLISH', '${CHANNEL}', payload) end`;

interface Round {
  p50: number;
  p95: number;
  max: number;
  /** Messages a second. */
  published: number;
  lost: number;
}

/** Publishes for `SECONDS`. @returns how many messages */
async function publish(redis: TestServer): Promise<number> {
  const startedAt = performance.now();
  let sent = 0;
  for (;;) {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs >= SECONDS * 1_000) return sent;
    if (sent < (elapsedMs / 1_000) * RATE) {
      await redis.ask('EVAL', script, 0);
      sent += BATCH;
    } else await new Promise(resolve => setTimeout(resolve, 1));
  }
}

/** What pages ask by themselves, one after the other. */
function questions(client: EngineClient, connectionId: string): (() => Promise<unknown>)[] {
  const key = Buffer.from('stream');
  return [
    () => client.pubsub.channels({ connectionId, search: '' }),
    () => client.streams.details({ connectionId, keys: [key] }),
    () => client.keys.figures({ connectionId, keys: [key] }),
  ];
}

/** Asks at a steady pace, whether the one before has been answered or not. @returns how long each answer took, ms */
async function askUntil(ended: Promise<unknown>, ask: (() => Promise<unknown>)[]): Promise<number[]> {
  const took: number[] = [];
  const asked: Promise<void>[] = [];
  const timer = setInterval(() => {
    const askedAt = performance.now();
    asked.push(ask[asked.length % ask.length]!().then(() => void took.push(performance.now() - askedAt)));
  }, ASK_EVERY_MS);
  await ended.finally(() => clearInterval(timer));
  await Promise.all(asked);
  return took;
}

async function round(redis: TestServer, host: BrowserHost): Promise<Round> {
  const listener = await openHostClient(host);
  const asker = await openHostClient(host);
  const ended = new AbortController();
  try {
    const { client, connectionId } = listener;
    await client.pubsub.subscribe({
      connectionId,
      subscriptions: [{ kind: 'channel', name: Buffer.from(CHANNEL) }],
    });
    const seen = follow(client.pubsub.watch({ connectionId }, { signal: ended.signal }));
    await until(
      () => seen.newest,
      session => session?.connected === true && session.subscriptions[0]?.state === 'active',
    );
    const { feedId } = seen.newest!;
    follow(
      client.feeds.view(
        { feedId, viewId: crypto.randomUUID(), viewport: { follow: true, rows: 60 } },
        { signal: ended.signal },
      ),
    );
    const before = seen.newest!.counters.received;
    const startedAt = performance.now();
    const publishing = publish(redis);
    const took = await askUntil(publishing, questions(asker.client, asker.connectionId));
    const sent = await publishing;
    const seconds = (performance.now() - startedAt) / 1_000;
    const heard = await until(
      () => seen.newest!.counters,
      counters => counters.received - before >= sent || counters.gaps > 0,
    );
    took.sort((a, b) => a - b);
    return {
      p50: took[Math.floor(took.length * 0.5)]!,
      p95: took[Math.floor(took.length * 0.95)]!,
      max: took.at(-1)!,
      published: sent / seconds,
      lost: sent - (heard.received - before) + heard.dropped + heard.gaps,
    };
  } finally {
    ended.abort();
    listener.close();
    asker.close();
  }
}

/** Reads a stream as a page does: whatever is newest. */
function follow<T>(items: AsyncIterable<T>): { newest: T | undefined } {
  const seen: { newest: T | undefined } = { newest: undefined };
  void (async () => {
    for await (const item of items) seen.newest = item;
  })().catch(() => {});
  return seen;
}

export async function run(): Promise<BenchResult> {
  const redis = await startRedisServer(['--client-output-buffer-limit', 'pubsub 0 0 0']);
  const host = await startBrowserHost(['--redis', redis.url], { MILLRACE_VALIDATE: '0' });
  const rounds: Round[] = [];
  try {
    await redis.ask('XADD', 'stream', '*', 'field', 'value');
    for (let at = 0; at < ROUNDS; at++) rounds.push(await round(redis, host));
  } finally {
    await host.stop();
    await redis.stop();
  }
  const lost = rounds.reduce((sum, one) => sum + one.lost, 0);
  if (lost !== 0) throw new Error(`${lost} messages were lost`);
  const of = (figure: keyof Round) => median(rounds.map(one => one[figure]));
  return {
    ratio: LIMIT_MS / of('p95'),
    detail: {
      'median, ms': of('p50').toFixed(1),
      '95th percentile, ms': of('p95').toFixed(1),
      'longest, ms': of('max').toFixed(1),
      'published messages/s': Math.round(of('published')),
      'lost messages': lost,
    },
  };
}
