import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Streams as sources: alone from an id, and shared by workers of a group. */
let server: TestServer;
let folder: string;
let env: { REDIS_URL: string };
beforeAll(async () => {
  server = await startRedisServer();
  env = { REDIS_URL: server.url };
  folder = await mkdtemp(join(tmpdir(), 'millrace-groups-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.ask('FLUSHALL'));

async function file(content: Record<string, unknown>): Promise<string> {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ name: 'Shared', ...content }));
  return path;
}
async function append(key: string, values: Record<string, string | number>[]): Promise<void> {
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  await client.pipeline(values.map(value => ['XADD', key, '*', ...Object.entries(value).flat()]));
  client.close();
}
const numbers = async (key: string) =>
  ((await server.ask('HVALS', key)) as Buffer[]).map(value => Number(String(value)));
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

test('two workers of a group share the entries and the epochs of their windows', async () => {
  const path = await file({
    source: { type: 'stream', keys: ['s'], group: 'g', consumer: '${CONSUMER}' },
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '10s', time: { event: 'int(event.t)', lateness: '1d' } },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'leaderboard' }, { type: 'timeSeries', prefix: 'n:', total: 'n' }],
    flush: '20ms',
  });
  const workers = ['a', 'b'].map(consumer => startCommand(['run', path], { ...env, CONSUMER: consumer }));
  await happened(
    'both began',
    async () => (await server.ask('EXISTS', 'millrace:{shared}:a', 'millrace:{shared}:b')) === '2',
  );
  for (let window = 0; window < 4; window++) {
    for (let part = 0; part < 10; part++)
      await append(
        's',
        Array.from({ length: 20 }, (_, index) => ({ k: `k${index % 3}`, t: window * 10_000 + index })),
      );
  }
  await happened('all counted', async () => sum(await numbers('n')) === 800);
  for (const worker of workers) worker.signal('SIGTERM');
  for (const worker of workers) expect(await worker.finished).toMatchObject({ code: 0 });
  // Epochs follow the order of events, and each window has one, whoever wrote to it first.
  expect(String(await server.ask('GET', 'epoch_index'))).toBe('3');
  const windows = ((await server.ask('HGETALL', 'epoch_index:windows')) as Buffer[]).map(String);
  expect(windows.filter((_, index) => index % 2 === 1).sort()).toEqual(['0', '1', '2', '3']);
  for (let epoch = 0; epoch < 4; epoch++) {
    const flat = ((await server.ask('ZRANGE', String(epoch), 0, -1, 'WITHSCORES')) as Buffer[]).map(String);
    expect(sum(flat.filter((_, index) => index % 2 === 1).map(Number))).toBe(200);
  }
});

test('an entry deleted while it was pending is acknowledged and counted as a gap', async () => {
  const reading = { type: 'stream', keys: ['s'], group: 'g', consumer: 'a' };
  await append('s', [{ n: 1 }, { n: 2 }, { n: 3 }]);
  await server.ask('XGROUP', 'CREATE', 's', 'g', '0');
  const [[, entries]] = (await server.ask('XREADGROUP', 'GROUP', 'g', 'a', 'STREAMS', 's', '>')) as [
    [Buffer, [Buffer, Buffer[]][]],
  ];
  await server.ask('XDEL', 's', entries[1]![0]);
  const report = join(folder, 'report.json');
  const path = await file({ source: reading, sinks: [{ type: 'stream', key: 'out' }] });
  const run = startCommand(['run', path, '--report', report], env);
  await happened(
    'nothing is pending',
    async () => ((await server.ask('XPENDING', 's', 'g')) as unknown[])[0] === '0',
  );
  run.signal('SIGTERM');
  expect(await run.finished).toMatchObject({ code: 0 });
  expect(await server.ask('XLEN', 'out')).toBe('2');
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ received: 2, gaps: 1 });
});

test('without a group: from an id on, and over restarts from where it was', async () => {
  const path = await file({
    source: { type: 'stream', keys: ['s'], from: '0', payloadField: 'data' },
    sinks: [{ type: 'stream', key: 'out' }],
  });
  for (const round of [0, 1]) {
    await append(
      's',
      [0, 1, 2].map(n => ({ data: JSON.stringify({ n: round * 3 + n }) })),
    );
    const run = startCommand(['run', path], env);
    await happened('copied', async () => Number(await server.ask('XLEN', 'out')) >= (round + 1) * 3);
    run.signal('SIGTERM');
    expect(await run.finished).toMatchObject({ code: 0 });
  }
  const out = (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][];
  expect(out.map(([, fields]) => fields.map(String))).toEqual([0, 1, 2, 3, 4, 5].map(n => ['n', String(n)]));
});

test('event time: rows of closed windows, late events to their own sink, open windows over a restart', async () => {
  const late = join(folder, 'late.jsonl');
  const path = await file({
    source: { type: 'stream', keys: ['s'], from: '0' },
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '10s', time: { event: 'int(event.t)', lateness: '5s' } },
    aggregate: { n: { count: true }, max: { max: 'int(event.t)' } },
    sinks: [{ type: 'stream', key: 'rows' }],
    late: { sinks: [{ type: 'file', path: late }] },
  });
  const seq = async () => Number(String((await server.ask('HGET', 'millrace:{shared}:0', 'seq')) ?? 0));
  await append('s', [
    { k: 'a', t: 1_000 },
    { k: 'a', t: 12_000 },
    { k: 'a', t: 3_000 },
  ]);
  const killed = startCommand(['run', path], env);
  await happened('written', async () => (await seq()) > 0);
  killed.signal('SIGKILL');
  await killed.finished;
  await append('s', [
    { k: 'a', t: 16_000 },
    { k: 'a', t: 4_000 },
    { k: 'a', t: 13_000 },
  ]);
  const report = join(folder, 'late-report.json');
  const run = startCommand(['run', path, '--report', report], env);
  await happened('a row', async () => Number(await server.ask('XLEN', 'rows')) > 0);
  run.signal('SIGTERM');
  expect(await run.finished).toMatchObject({ code: 0 });
  const rows = ((await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][]).map(([, fields]) =>
    fields.map(String),
  );
  expect(rows).toEqual([
    [
      'start',
      '1970-01-01T00:00:00.000Z',
      'end',
      '1970-01-01T00:00:10.000Z',
      'key',
      '["a"]',
      'n',
      '2',
      'max',
      '3000',
    ],
    [
      'start',
      '1970-01-01T00:00:10.000Z',
      'end',
      '1970-01-01T00:00:20.000Z',
      'key',
      '["a"]',
      'n',
      '3',
      'max',
      '16000',
      'open',
      'true',
    ],
  ]);
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ received: 3, late: 1, matched: 3 });
  expect((await readFile(late, 'utf8')).trim()).toBe('{"k":"a","t":"4000"}');
});

test('a keyspace source hears what happens to keys, and says when the server sends nothing', async () => {
  const path = await file({
    source: { type: 'keyspace', patterns: ['user:*'] },
    sinks: [{ type: 'stdout' }],
  });
  const silent = await runCommand(['run', path, '--for', '200ms'], env);
  expect(silent.stderr).toMatch(/notify-keyspace-events is "".*CONFIG SET/);
  await server.ask('CONFIG', 'SET', 'notify-keyspace-events', 'KA');
  const run = startCommand(['run', path], env);
  await happened('subscribed', async () => (await server.ask('PUBSUB', 'NUMPAT')) === '1');
  await server.ask('SET', 'user:1', 'x');
  await server.ask('SET', 'other', 'x');
  await server.ask('DEL', 'user:1');
  await happened('printed', () => run.stdout().split('\n').length > 2);
  run.signal('SIGTERM');
  expect((await run.finished).stdout).toBe(
    '{"key":"user:1","event":"set"}\n{"key":"user:1","event":"del"}\n',
  );
});
