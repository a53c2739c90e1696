import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RedisLink } from '#engine/pipelines/run/redis-link.ts';
import { makeSource } from '#engine/pipelines/sources/sources.ts';
import { compilePlan } from '#shared/pipeline/plan.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Lists as sources: taken into a processing list, and removed from it by the flush that has counted them. */
let server: TestServer;
let folder: string;
let env: { REDIS_URL: string };
beforeAll(async () => {
  server = await startRedisServer();
  env = { REDIS_URL: server.url };
  folder = await mkdtemp(join(tmpdir(), 'millrace-lists-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.ask('FLUSHALL'));

async function file(content: Record<string, unknown>): Promise<string> {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ name: 'Queue', ...content }));
  return path;
}
const counting = {
  source: { type: 'list', key: 'jobs' },
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '10s', time: { event: 'event.t', lateness: '1d' } },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
  flush: '20ms',
};
const job = (k: string) => JSON.stringify({ k, t: 0 });
const counted = async (key: string) => Number(String((await server.ask('HGET', key, '0')) ?? 0));
const lengthOf = async (key: string) => Number(String(await server.ask('LLEN', key)));

test('what waits and what comes counts once, equal elements too; then neither list holds anything', async () => {
  // Left by a crash: taken, and not counted.
  await server.ask('RPUSH', 'jobs:processing', job('a'), job('a'), job('b'));
  await server.ask('RPUSH', 'jobs', ...Array.from({ length: 1_200 }, () => job('a')), 'not JSON');
  const worker = startCommand(['run', await file(counting)], env);
  await happened('all that waits counts', async () => (await counted('n:a')) === 1_202);
  await server.ask('RPUSH', 'jobs', job('b'), job('b'));
  await happened('what comes counts', async () => (await counted('n:b')) === 3);
  await happened('nothing is left', async () => (await lengthOf('jobs:processing')) === 0);
  expect(await lengthOf('jobs')).toBe(0);
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
  expect(await counted('n')).toBe(1_205);
});

test('what another process moves after the start is found once the list is quiet', async () => {
  const worker = startCommand(['run', await file(counting)], env);
  await server.ask('RPUSH', 'jobs', job('a'));
  await happened('it counts', async () => (await counted('n:a')) === 1);
  await server.ask('RPUSH', 'jobs:processing', job('b'));
  await happened('the stray counts', async () => (await counted('n:b')) === 1);
  await happened('and is removed', async () => (await lengthOf('jobs:processing')) === 0);
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
});

test('elements are taken from the end that is named, and leave in that order', async () => {
  const path = await file({
    source: { type: 'list', key: 'stack', from: 'right', processing: 'mine' },
    decode: 'text',
    sinks: [{ type: 'stream', key: 'out' }],
  });
  await server.ask('RPUSH', 'stack', 'first', 'second', 'third');
  const worker = startCommand(['run', path], env);
  await happened('all are out', async () => String(await server.ask('XLEN', 'out')) === '3');
  worker.signal('SIGTERM');
  await worker.finished;
  const entries = (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][];
  expect(entries.map(([, [, data]]) => String(data))).toEqual(['third', 'second', 'first']);
  expect(await lengthOf('mine')).toBe(0);
});

test('beside a source that has an end it hears everything, and ends with it', async () => {
  await server.ask('RPUSH', 'jobs', ...Array.from({ length: 3_000 }, () => job('a')));
  const generator = {
    name: 'Finite',
    source: { type: 'generator', payload: '{{seq}}', count: 5 },
    sinks: [{ type: 'publish', channel: 'nobody' }],
  };
  const path = join(folder, 'two.json');
  await writeFile(
    path,
    JSON.stringify({ name: 'Two', pipelines: [{ name: 'Queue', ...counting }, generator] }),
  );
  expect(await runCommand(['run', path], env)).toMatchObject({ code: 0 });
  expect(await counted('n')).toBe(3_000);
});

test('its lag is the length of the list', async () => {
  const read = readPipelines(JSON.stringify(counting), { environment: {}, fallbackName: 'lag' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const link = new RedisLink({ target: server.target(), password: undefined }, () => {});
  const reports = { log: () => {}, gap: () => {}, dropped: () => {} };
  const source = makeSource(compilePlan(read.pipelines[0]!), {
    link,
    offline: false,
    userAgent: 'Millrace tests',
    reports,
  });
  await server.ask('RPUSH', 'jobs', 'a', 'b', 'c');
  const client = await link.client('test');
  expect(await source.lag!(client)).toBe(3);
  link.close();
});

test('a key of another type ends it with what is wrong', async () => {
  await server.ask('SET', 'jobs', 'text');
  const result = await runCommand(['run', await file(counting)], env);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(/WRONGTYPE|wrong kind of value/);
});

test('the hash sink keeps the newest row of each key', async () => {
  const path = join(folder, 'rows.jsonl');
  const events = [
    { k: 'a', t: 1_000 },
    { k: 'b', t: 2_000 },
    { k: 'a', t: 11_000 },
    { k: 'a', t: 12_000 },
    { k: 'c', t: 25_000 },
  ];
  await writeFile(path, events.map(event => `${JSON.stringify(event)}\n`).join(''));
  const pipeline = await file({
    ...counting,
    source: { type: 'jsonl', path },
    window: { type: 'tumbling', size: '10s', time: { event: 'event.t' } },
    sinks: [
      { type: 'hash', key: 'newest' },
      { type: 'file', path: join(folder, 'rows.out') },
    ],
  });
  expect(await runCommand(['run', pipeline], env)).toMatchObject({ code: 0 });
  const flat = ((await server.ask('HGETALL', 'newest')) as Buffer[]).map(String);
  const kept = Object.fromEntries(
    flat.flatMap((field, index) => (index % 2 ? [] : [[field, flat[index + 1]]])),
  );
  const lines = (await readFile(join(folder, 'rows.out'), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(kept).toEqual({ b: lines[1], a: lines[2], c: lines[3] });
  expect(JSON.parse(kept.a!)).toEqual({
    window: { start: '1970-01-01T00:00:10.000Z', end: '1970-01-01T00:00:20.000Z' },
    key: ['a'],
    n: 2,
  });
  expect(JSON.parse(kept.c!)).toMatchObject({ key: ['c'], n: 1, open: true });
});

test('a hash key that holds something else is noticed before anything is written', async () => {
  await server.ask('SET', 'newest', 'text');
  const path = join(folder, 'one.jsonl');
  await writeFile(path, '{"k":"a","t":1}\n');
  const pipeline = await file({
    ...counting,
    source: { type: 'jsonl', path },
    sinks: [{ type: 'hash', key: 'newest' }],
  });
  const worker = startCommand(['run', pipeline], env);
  await happened('it says so', async () => worker.stderr().includes('needs a hash'));
  worker.signal('SIGTERM');
  const { code, stderr } = await worker.finished;
  expect(code).toBe(1);
  expect(stderr).toMatch(/The key "newest" holds a string; this pipeline needs a hash there/);
  expect(String(await server.ask('GET', 'newest'))).toBe('text');
});
