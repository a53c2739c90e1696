import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Random } from '#shared/pipeline/random.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { startCommand, type RunningCommand, happened } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/**
 * Workers that are killed at any moment: what they had counted is counted once, what they had not is counted later. A few kills here; `npm run chaos`
 * does as many as it is told.
 */
let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-crash-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const KEYS = ['red', 'green', 'blue', 'black', 'white'];

async function totals(prefix: string): Promise<Record<string, number>> {
  const result: Record<string, number> = {};
  for (const key of KEYS) {
    const values = (await server.ask('HVALS', `${prefix}:${key}`)) as Buffer[];
    result[key] = values.reduce((sum, value) => sum + Number(String(value)), 0);
  }
  return result;
}

async function pipelineFile(name: string, content: Record<string, unknown>): Promise<string> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify({ name, ...content }));
  return path;
}

const groupWorkers = {
  source: { type: 'stream', keys: ['events'], group: 'workers', consumer: '${CONSUMER}' },
  groupBy: ['event.color'],
  window: { type: 'tumbling', size: '10s' },
  aggregate: { n: { count: true }, v: { sum: 'int(event.value)' } },
  sinks: [
    { type: 'timeSeries', prefix: 'n:', total: 'n', value: 'n' },
    { type: 'timeSeries', prefix: 'v:', value: 'v' },
  ],
  flush: '200ms',
};

/** Keeps appending known entries while workers die; returns what they add up to. */
async function crashing(kills: number, entries: number, nodeArgs: string[] = []) {
  const random = new Random(kills);
  const path = await pipelineFile('crash', groupWorkers);
  const expected = { n: {} as Record<string, number>, v: {} as Record<string, number> };
  await server.ask('XGROUP', 'CREATE', 'events', 'workers', '0', 'MKSTREAM');

  let killed = 0;
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  const publishing = (async () => {
    for (let sent = 0; sent < entries;) {
      // They never stop coming, and are not all there before the last kill.
      const ahead = sent / entries > killed / kills;
      const batch = Math.min(entries - sent, ahead ? 20 : 500);
      await client.pipeline(
        Array.from({ length: batch }, () => {
          const color = random.pick(KEYS);
          const value = random.int(-5, 1_000);
          expected.n[color] = (expected.n[color] ?? 0) + 1;
          expected.v[color] = (expected.v[color] ?? 0) + value;
          return ['XADD', 'events', '*', 'color', color, 'value', value];
        }),
      );
      sent += batch;
      if (killed < kills) await new Promise(resolve => setTimeout(resolve, 20));
    }
  })();

  const start = (consumer: string): RunningCommand =>
    startCommand(['run', path], {
      REDIS_URL: server.url,
      CONSUMER: consumer,
      NODE_OPTIONS: nodeArgs.join(' '),
      // What is put in before it changes the sources.
      ...(nodeArgs.length > 0 && { MILLRACE_SOURCES: '1' }),
    });
  const workers: Record<string, RunningCommand> = { a: start('a'), b: start('b') };
  const pendingOf = async (consumer: string) =>
    ((await server.ask('XPENDING', 'events', 'workers', '-', '+', 1, consumer)) as unknown[]).length;
  const seqOf = async (consumer: string) =>
    Number(String((await server.ask('HGET', `millrace:{crash}:${consumer}`, 'seq')) ?? 0));
  const seen: Record<string, number> = { a: 0, b: 0 };
  while (killed < kills) {
    // It has to have counted something since its last start, or nothing but starts would be tested.
    let ready: string[] = [];
    await happened('a worker counts', async () => {
      const [a, b] = [await seqOf('a'), await seqOf('b')];
      ready = [...(a > seen.a! ? ['a'] : []), ...(b > seen.b! ? ['b'] : [])];
      return ready.length > 0;
    });
    const consumer = random.pick(ready);
    await new Promise(resolve => setTimeout(resolve, random.int(0, 200)));
    workers[consumer]!.signal('SIGKILL');
    await workers[consumer]!.finished;
    seen[consumer] = await seqOf(consumer);
    // Entries that are acknowledged at once are never pending: of that variant every kill counts.
    if (nodeArgs.length > 0 || (await pendingOf(consumer)) > 0) killed++;
    workers[consumer] = start(consumer);
  }
  await publishing;
  client.close();
  await happened('everything is counted', async () => {
    const [group] = (await server.ask('XINFO', 'GROUPS', 'events')) as Buffer[][];
    const fields = Object.fromEntries(
      group!.flatMap((name, index) => (index % 2 ? [] : [[String(name), group![index + 1]]])),
    );
    return String(fields.lag) === '0' && String(fields.pending) === '0';
  });
  // The one that was started last may not hear signals yet.
  await happened('both read', async () => {
    const clients = String(await server.ask('CLIENT', 'LIST'));
    return clients.split('name=millrace-group ').length - 1 === 2;
  });
  for (const worker of Object.values(workers)) worker.signal('SIGTERM');
  for (const worker of Object.values(workers)) expect(await worker.finished).toMatchObject({ code: 0 });
  return expected;
}

test('kill -9 of two workers of a group, with entries pending: totals are exact', async () => {
  const expected = await crashing(6, 30_000);
  expect(await totals('n')).toEqual(expected.n);
  expect(await totals('v')).toEqual(expected.v);
  const all = (await server.ask('HVALS', 'n')) as Buffer[];
  expect(all.reduce((sum, value) => sum + Number(String(value)), 0)).toBe(30_000);
});

test('the same fails for a worker that acknowledges first', async () => {
  const preload = new URL('acknowledge-first.ts', import.meta.url).href;
  const expected = await crashing(4, 15_000, [`--import=${preload}`]);
  expect(await totals('n')).not.toEqual(expected.n);
});

test('kill -9 while reading an event stream: totals are exact', async () => {
  const count = 6_000;
  // Slow enough that a machine that is held up for a second does not find it at its end.
  const pace = ['--count', String(count), '--rate', '1500'];
  const replay = startCommand(['replay', 'wikipedia', '--seed', '11', ...pace]);
  const { url } = JSON.parse(await replay.firstLine()) as { url: string };
  const path = await pipelineFile('sse', {
    source: { type: 'sse', url },
    groupBy: ['event.type'],
    window: { type: 'tumbling', size: '10s' },
    aggregate: { n: { count: true } },
    sinks: [
      { type: 'timeSeries', prefix: 'type:', total: 'types' },
      { type: 'stream', key: 'rows' },
    ],
    flush: '100ms',
  });
  const random = new Random(5);
  const seq = async () => Number(String((await server.ask('HGET', 'millrace:{sse}:0', 'seq')) ?? 0));
  for (let kills = 0; kills < 2; kills++) {
    const before = await seq();
    const worker = startCommand(['run', path], { REDIS_URL: server.url });
    await happened('it counts', async () => (await seq()) > before);
    await new Promise(resolve => setTimeout(resolve, random.int(0, 200)));
    worker.signal('SIGKILL');
    await worker.finished;
  }
  const last = await startCommand(['run', path], { REDIS_URL: server.url }).finished;
  expect(last).toMatchObject({ code: 0 });
  replay.signal('SIGTERM');
  const sum = (values: unknown[]) =>
    values.reduce<number>((total, value) => total + Number(String(value)), 0);
  expect(sum((await server.ask('HVALS', 'types')) as Buffer[])).toBe(count);
  // Rows are in the transaction that forgets their window: each is there once, and together they hold every event.
  const rows = (await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][];
  expect(sum(rows.map(([, fields]) => fields[fields.findIndex(field => String(field) === 'n') + 1]))).toBe(
    count,
  );
});

test('a worker that slept while its entries were claimed counts nothing twice', async () => {
  const path = await pipelineFile('sleeper', {
    ...groupWorkers,
    flush: '1s',
    source: { ...groupWorkers.source, claimIdle: '1s' },
  });
  const colors = Array.from({ length: 5_000 }, (_, index) => KEYS[index % 5]!);
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  await client.pipeline(colors.map(color => ['XADD', 'events', '*', 'color', color, 'value', 1]));
  const start = (consumer: string) =>
    startCommand(['run', path], { REDIS_URL: server.url, CONSUMER: consumer });
  const sleeper = start('a');
  const pending = async () =>
    String(((await server.ask('XPENDING', 'events', 'workers').catch(() => ['0'])) as Buffer[])[0]);
  await happened('a has read', async () => (await pending()) !== '0');
  sleeper.signal('SIGSTOP');
  expect(Number(await pending())).toBeGreaterThan(0);
  const claimer = start('b');
  await happened(
    'b has counted everything',
    async () => (await pending()) === '0' && (await totals('n')).red === 1_000,
  );
  sleeper.signal('SIGCONT');
  await happened('a knows', () => sleeper.stderr().includes('Others have claimed entries of this worker'));
  await client.pipeline(KEYS.map(color => ['XADD', 'events', '*', 'color', color, 'value', 1]));
  client.close();
  await happened('one of them counts on', async () => (await totals('n')).white === 1_001);
  for (const worker of [sleeper, claimer]) {
    worker.signal('SIGTERM');
    expect(await worker.finished).toMatchObject({ code: 0 });
  }
  expect(await totals('n')).toEqual({ red: 1_001, green: 1_001, blue: 1_001, black: 1_001, white: 1_001 });
});
