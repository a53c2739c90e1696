import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Nothing is late because of how it is read: the events are in order, each in its stream. */
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-event-time-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.ask('FLUSHALL'));

async function pipeline(name: string, content: Record<string, unknown>): Promise<string> {
  const path = join(folder, `${name}.json`);
  await writeFile(
    path,
    JSON.stringify({
      name,
      window: { type: 'tumbling', size: '1s', time: { event: 'int(event.t)', lateness: '0s' } },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'stream', key: 'rows' }],
      flush: '50ms',
      ...content,
    }),
  );
  return path;
}
async function append(key: string, times: readonly number[]): Promise<void> {
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  for (let from = 0; from < times.length; from += 500)
    await client.pipeline(times.slice(from, from + 500).map(t => ['XADD', key, '*', 't', t]));
  client.close();
}
/** A year ago, some ms apart. */
const past = (count: number, everyMs = 10) => {
  const start = Date.now() - 365 * 86_400_000;
  return Array.from({ length: count }, (_, n) => start + n * everyMs);
};
async function counted(): Promise<number> {
  const rows = (await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][];
  return rows.reduce((sum, [, fields]) => {
    const at = fields.findIndex(field => String(field) === 'n');
    return sum + Number(String(fields[at + 1]));
  }, 0);
}
const reportOf = async () =>
  JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Record<string, number>;
/** Runs it until the last entry of these streams has been read. */
async function readAll(path: string, name: string, keys: readonly string[]): Promise<void> {
  const worker = startCommand(['run', path, ...reporting()], env());
  const last = await Promise.all(
    keys.map(async key => {
      const [[id]] = (await server.ask('XREVRANGE', key, '+', '-', 'COUNT', 1)) as [[Buffer]];
      return [key, String(id)] as const;
    }),
  );
  await happened('everything is read', async () => {
    const position = await server.ask('HGET', `millrace:{${name}}:0`, 'position');
    return String(position) === JSON.stringify(Object.fromEntries(last));
  });
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
}
const env = () => ({ REDIS_URL: server.url });
const reporting = () => ['--report', join(folder, 'report.json')];

test('two streams of the same time, one read before the other, are late in nothing', async () => {
  await append('a', past(2_000));
  await append('b', past(2_000));
  const path = await pipeline('two', { source: { type: 'stream', keys: ['a', 'b'], from: '0' } });
  await readAll(path, 'two', ['a', 'b']);
  expect(await reportOf()).toMatchObject({ received: 4_000, late: 0 });
  expect(await counted()).toBe(4_000);
});

test('one event of the year 2099 in the middle makes nothing late', async () => {
  const times = past(1_000);
  await append('a', [...times.slice(0, 100), Date.UTC(2099, 0), ...times.slice(100)]);
  const path = await pipeline('future', { source: { type: 'stream', keys: ['a'], from: '0' } });
  await readAll(path, 'future', ['a']);
  expect(await reportOf()).toMatchObject({ received: 1_001, late: 0 });
  expect(await counted()).toBe(1_001);
});

test('entries that are taken over from a dead worker are not late because of that', async () => {
  const times = past(2_000);
  await append('a', times.slice(0, 1_000));
  await server.ask('XGROUP', 'CREATE', 'a', 'g', '0');
  // A worker that has read and has died.
  await server.ask('XREADGROUP', 'GROUP', 'g', 'dead', 'COUNT', 1_000, 'STREAMS', 'a', '>');
  const path = await pipeline('claiming', {
    source: { type: 'stream', keys: ['a'], group: 'g', consumer: 'alive', claimIdle: '1s' },
  });
  await append('a', times.slice(1_000));
  const worker = startCommand(['run', path, ...reporting()], env());
  await happened('all are acknowledged', async () => {
    const [pending] = (await server.ask('XPENDING', 'a', 'g')) as unknown[];
    return pending === '0' && Number(await server.ask('XLEN', 'rows')) > 0;
  });
  worker.signal('SIGTERM');
  await worker.finished;
  expect(await reportOf()).toMatchObject({ received: 2_000, late: 0 });
  expect(await counted()).toBe(2_000);
});

test('a window closes when nothing comes any more', async () => {
  const path = await pipeline('quiet', {
    source: { type: 'stream', keys: ['a'], from: '0' },
    window: { type: 'tumbling', size: '1s', time: { event: 'int(event.t)', idle: '500ms' } },
    sinks: [{ type: 'stdout' }],
  });
  // All in one second.
  await append(
    'a',
    past(50).map((_, n) => 1_700_000_000_000 + 10 * n),
  );
  const worker = startCommand(['run', path], env());
  const row = JSON.parse(await worker.firstLine()) as Record<string, unknown>;
  expect(row.open).toBeUndefined();
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
  const rows = worker
    .stdout()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { n: number });
  expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(50);
});
