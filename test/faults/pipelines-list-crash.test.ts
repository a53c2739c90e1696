import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Random } from '#shared/pipeline/random.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** A list as source and a hash as sink, killed at any moment: each element counts once, and the hash has the newest rows. */
let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-list-crash-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const KEYS = ['red', 'green', 'blue'];
const KILLS = 10;
const ELEMENTS = 30_000;

/**
 * Pushes elements, each key and time many times over, while the worker is killed, and lets the last one count the rest.
 *
 * @returns how often each key was pushed
 */
async function crashing(pipeline: Record<string, unknown>): Promise<Record<string, number>> {
  const path = join(folder, 'jobs.json');
  await writeFile(path, JSON.stringify({ name: 'Jobs', source: { type: 'list', key: 'jobs' }, ...pipeline }));
  const random = new Random(KILLS);
  const pushed: Record<string, number> = {};
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  let sent = 0;
  const push = async (count: number) => {
    const elements = Array.from({ length: count }, () => {
      const k = random.pick(KEYS);
      pushed[k] = (pushed[k] ?? 0) + 1;
      return JSON.stringify({ k, t: Math.floor(sent++ / 10) });
    });
    await client.pipeline([['RPUSH', 'jobs', ...elements]]);
  };
  const seq = async () => Number(String((await server.ask('HGET', 'millrace:{jobs}:0', 'seq')) ?? 0));
  const length = async (key: string) => Number(String(await server.ask('LLEN', key)));
  let withElementsTaken = 0;
  for (let kills = 0; kills < KILLS; kills++) {
    const before = await seq();
    const worker = startCommand(['run', path], { REDIS_URL: server.url });
    await push(ELEMENTS / KILLS);
    await happened('it counts', async () => (await seq()) > before);
    await new Promise(resolve => setTimeout(resolve, random.int(0, 60)));
    worker.signal('SIGKILL');
    await worker.finished;
    if ((await length('jobs:processing')) > 0) withElementsTaken++;
  }
  client.close();
  // Else nothing but starts would be tested.
  expect(withElementsTaken).toBeGreaterThan(0);
  const last = startCommand(['run', path], { REDIS_URL: server.url });
  await happened(
    'everything counts',
    async () => (await length('jobs')) === 0 && (await length('jobs:processing')) === 0,
  );
  last.signal('SIGTERM');
  expect(await last.finished).toMatchObject({ code: 0 });
  return pushed;
}

test('kill -9 of the worker of a list: totals are exact', async () => {
  const pushed = await crashing({
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '10s' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'timeSeries', prefix: 'n:' }],
    flush: '20ms',
  });
  for (const key of KEYS) {
    const values = (await server.ask('HVALS', `n:${key}`)) as Buffer[];
    expect(values.reduce((sum, value) => sum + Number(String(value)), 0)).toBe(pushed[key]);
  }
});

test('kill -9 while rows go into a hash: it has the newest row of each key, and every event is in one row', async () => {
  const pushed = await crashing({
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '100ms', time: { event: 'event.t' } },
    aggregate: { n: { count: true } },
    sinks: [
      { type: 'hash', key: 'newest' },
      { type: 'stream', key: 'rows' },
    ],
    flush: '20ms',
  });
  const rows = ((await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][]).map(
    ([, flat]) =>
      Object.fromEntries(
        flat.flatMap((name, index) => (index % 2 ? [] : [[String(name), String(flat[index + 1])]])),
      ) as Record<'start' | 'key' | 'n', string>,
  );
  for (const key of KEYS) {
    const own = rows.filter(row => row.key === JSON.stringify([key]));
    expect(own.reduce((sum, { n }) => sum + Number(n), 0)).toBe(pushed[key]);
    const kept = JSON.parse(String(await server.ask('HGET', 'newest', key))) as {
      window: { start: string };
      n: number;
    };
    expect({ start: kept.window.start, n: String(kept.n) }).toMatchObject({
      start: own.at(-1)!.start,
      n: own.at(-1)!.n,
    });
  }
});
