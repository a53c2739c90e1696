import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { entryBlockOf, readEntries } from '#engine/streams/entries.ts';
import { readPendingPage } from '#engine/streams/pending-page.ts';
import { surveyPending } from '#engine/streams/pending-survey.ts';
import { pendingFilterSchema } from '#shared/contract/pending.ts';
import { pageStartBefore } from '#shared/redis/stream-id.ts';
import type { BenchResult } from './bench.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Looking at a stream of 5,000,000 entries and at 1,000,000 pending ones: the slowest page, against 50 ms. */
export const unit = '50 ms / slowest page';
export const bar = 1;

const ENTRIES = 5_000_000;
const PENDING = 1_000_000;
const PAGE = 100;
const FIRST_MS = 1_700_000_000_000;
/** Two entries a millisecond. */
const LAST_MS = FIRST_MS + ENTRIES / 2;
const ROUNDS = 15;

const key = Buffer.from('browse');
const group = Buffer.from('g');

export async function run(): Promise<BenchResult> {
  const server = await startRedisServer(['--save', '']);
  try {
    await fill(server);
    const client = await RedisClient.open(server.target(), { purpose: 'bench' });
    const detail: Record<string, string> = {};
    let slowest = 0;
    const before = memory();
    for (const [name, read] of Object.entries(reads(client))) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const startedAt = performance.now();
        await read(round);
        times.push(performance.now() - startedAt);
      }
      // The worst of them but one: a page is opened once, so it is not the median that a person waits for.
      times.sort((a, b) => a - b);
      const worst = times.at(-2)!;
      slowest = Math.max(slowest, worst);
      detail[name] = `${worst.toFixed(1)} ms (median ${times[ROUNDS >> 1]!.toFixed(1)})`;
    }
    // A hundred pages further down: what the engine keeps must not grow with what was looked at.
    let after: string | undefined;
    for (let page = 0; page < 100; page++) after = (await pendingPage(client, { after })).resume ?? undefined;
    detail.engineHeap = `${before.toFixed(0)} MB before, ${memory().toFixed(0)} MB after`;
    const surveyedAt = performance.now();
    let surveyed = 0;
    const { signal } = new AbortController();
    for await (const { scanned } of surveyPending(client, key, group, signal)) surveyed = scanned;
    detail['pending, all of them counted'] =
      `${((performance.now() - surveyedAt) / 1_000).toFixed(1)} s for ${surveyed.toLocaleString('en-US')}`;
    client.close();
    return { ratio: 50 / slowest, detail };
  } finally {
    await server.stop();
  }
}

const pendingPage = (client: RedisClient, at: { after?: string; before?: string }) =>
  readPendingPage(client, {
    key,
    group,
    filter: pendingFilterSchema.parse({}),
    count: PAGE,
    maxScanned: 10_000,
    ...at,
  });

function reads(client: RedisClient): Record<string, (round: number) => Promise<unknown>> {
  const page = async (start: string, end: string, reverse: boolean) => {
    const { entries } = await readEntries(client, key, { start, end, reverse }, PAGE);
    if (entries.length !== PAGE) throw new Error(`a page has ${entries.length} entries`);
    return entryBlockOf(entries);
  };
  /** Another place in each round, all over the stream. */
  const time = (round: number) =>
    FIRST_MS + Math.floor((LAST_MS - FIRST_MS - PAGE) * ((round + 1) / (ROUNDS + 2)));
  const pendingTime = (round: number) => FIRST_MS + Math.floor(((PENDING / 2) * (round + 1)) / (ROUNDS + 2));
  return {
    'entries, first page': () => page('-', '+', false),
    'entries, newest page': () => page('-', '+', true),
    'entries, jump to a time': round => page(`${time(round)}-0`, '+', false),
    'entries, page back': round => page('-', pageStartBefore(`${time(round)}-0`)!, true),
    'pending, first page': () => pendingPage(client, {}),
    'pending, jump to a time': round => pendingPage(client, { after: `${pendingTime(round)}-0` }),
    'pending, page back': round => pendingPage(client, { before: `${pendingTime(round)}-0` }),
    'pending, last page': () => pendingPage(client, { before: '18446744073709551615-0' }),
  };
}

async function fill(server: TestServer): Promise<void> {
  const step = 20_000;
  for (let from = 0; from < ENTRIES; from += step) {
    await server.ask(
      'EVAL',
      `local first, from, step = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
       for i = from, from + step - 1 do
         redis.call('XADD', KEYS[1], string.format('%.0f-%d', first + math.floor(i / 2), i % 2), 'temperature', i % 40, 'humidity', i % 100)
       end`,
      1,
      key,
      FIRST_MS,
      from,
      step,
    );
  }
  await server.ask('XGROUP', 'CREATE', key, group, '0');
  for (let from = 0; from < PENDING; from += step) {
    await server.ask(
      'EVAL',
      `redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', ARGV[3], 'STREAMS', KEYS[1], '>')`,
      1,
      key,
      group,
      from % (2 * step) === 0 ? 'alice' : 'bob',
      step,
    );
  }
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes in use after a collection. */
function memory(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
