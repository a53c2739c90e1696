import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Redis that says no, and input that nobody expects: explained, counted, and nothing else lost. */
let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-refusals-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function pipelineFile(content: Record<string, unknown>): Promise<string> {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ name: 'Refused', ...content }));
  return path;
}
const env = () => ({ REDIS_URL: server.url });
const counting = {
  source: { type: 'generator', fields: { k: '{{seq % 3}}' }, count: 3_000 },
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '1d' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n', members: 'known' }],
  flush: '50ms',
};
const sum = (values: unknown) =>
  (values as Buffer[]).reduce((total, value) => total + Number(String(value)), 0);

test('a key of another type is found before anything is written; once it is gone, everything is', async () => {
  await server.ask('SET', 'n:1', 'text');
  const run = startCommand(['run', await pipelineFile(counting)], env());
  await happened('it says so', () =>
    run.stderr().includes('The key "n:1" holds a string; this pipeline needs a hash there.'),
  );
  expect(await server.ask('EXISTS', 'n:0', 'n', 'known')).toBe('0');
  await server.ask('DEL', 'n:1');
  expect(await run.finished).toMatchObject({ code: 0 });
  expect(sum(await server.ask('HVALS', 'n'))).toBe(3_000);
  expect(sum(await server.ask('HVALS', 'n:1'))).toBe(1_000);
});

test('a key that changes its type during the run holds it up, and what was refused comes after all', async () => {
  const slow = { ...counting, source: { ...counting.source, count: 1_500, rate: 500 } };
  const run = startCommand(['run', await pipelineFile(slow)], env());
  await happened('it counts', async () => sum(await server.ask('HVALS', 'n:2')) > 50);
  const before = sum(await server.ask('HVALS', 'n:2'));
  await server.ask('SET', 'n:2', 'text');
  await happened('it says so', () => run.stderr().includes('Redis refuses the results'));
  await server.ask('DEL', 'n:2');
  expect(await run.finished).toMatchObject({ code: 0 });
  expect(sum(await server.ask('HVALS', 'n'))).toBe(1_500);
  // What the SET overwrote is gone with it: at least what came later is there, and no more than there was.
  const after = sum(await server.ask('HVALS', 'n:2'));
  expect(after).toBeGreaterThan(0);
  expect(after).toBeLessThanOrEqual(500 - before);
});

test('an epoch key that holds no number is explained and left as it is; once it is gone, epochs begin at 0', async () => {
  await server.ask('SET', 'epoch_index', 'abc');
  const ranking = { ...counting, sinks: [{ type: 'leaderboard' }] };
  const run = startCommand(['run', await pipelineFile(ranking)], env());
  await happened('it says so', () =>
    run.stderr().includes('The key "epoch_index" holds "abc", which is not the number of an epoch.'),
  );
  expect(String(await server.ask('GET', 'epoch_index'))).toBe('abc');
  await server.ask('DEL', 'epoch_index');
  expect(await run.finished).toMatchObject({ code: 0 });
  expect(String(await server.ask('GET', 'epoch_index'))).toBe('0');
  const flat = ((await server.ask('ZRANGE', '0', 0, -1, 'WITHSCORES')) as Buffer[]).map(String);
  expect(flat).toEqual(['0', '1000', '1', '1000', '2', '1000']);
});

test('a stop while Redis refuses: exit 1, with what was not written', async () => {
  await server.ask('SET', 'n:1', 'text');
  const run = startCommand(['run', await pipelineFile(counting)], env());
  await happened('it says so', () => run.stderr().includes('this pipeline needs a hash there'));
  run.signal('SIGTERM');
  const { code, stderr } = await run.finished;
  expect(code).toBe(1);
  expect(stderr).toMatch(/\d+ writes were refused by Redis and are not written/);
});

test('a full server keeps the batch; with room again everything is counted', async () => {
  const slow = { ...counting, source: { ...counting.source, count: 2_000, rate: 1_000 } };
  const run = startCommand(['run', await pipelineFile(slow)], env());
  await happened('it counts', async () => sum(await server.ask('HVALS', 'n')) > 100);
  await server.ask('CONFIG', 'SET', 'maxmemory', '1');
  await happened('it says so', () => run.stderr().includes('maxmemory'));
  await server.ask('CONFIG', 'SET', 'maxmemory', '0');
  expect(await run.finished).toMatchObject({ code: 0 });
  expect(sum(await server.ask('HVALS', 'n'))).toBe(2_000);
});

test('a million different keys stay within the limit: refused ones are counted, the rest is right', async () => {
  const many = {
    ...counting,
    source: { type: 'generator', payload: '{"k":{{seq}}}', count: 1_000_000 },
    sinks: [{ type: 'file', path: join(folder, 'rows.jsonl') }],
    limits: { keys: 5_000 },
  };
  const report = join(folder, 'report.json');
  expect(await runCommand(['run', await pipelineFile(many), '--report', report], env())).toMatchObject({
    code: 0,
  });
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({
    received: 1_000_000,
    matched: 5_000,
    invalid: 995_000,
    emitted: 5_000,
  });
  expect((await readFile(join(folder, 'rows.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(5_000);
});

test('a line of 100 MB is skipped and counted; the lines around it are not lost', async () => {
  const path = join(folder, 'large.jsonl');
  const file = await open(path, 'w');
  await file.write('{"a":1}\n');
  for (let written = 0; written < 100; written++) await file.write('x'.repeat(2 ** 20));
  await file.write('\n{"a":2}\n');
  await file.close();
  const report = join(folder, 'report.json');
  const pipeline = await pipelineFile({ source: { type: 'jsonl', path }, sinks: [{ type: 'stdout' }] });
  const { code, stdout, stderr } = await runCommand(['run', pipeline, '--report', report], env());
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"a":1}\n{"a":2}\n' });
  expect(stderr).toMatch(/a line of more than 16 MB was skipped/);
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ received: 2, gaps: 1 });
});

test('the newest start of a pipeline takes over; the older one says so and ends with 1', async () => {
  const endless = { ...counting, source: { ...counting.source, count: undefined, rate: 200 } };
  const path = await pipelineFile(endless);
  const older = startCommand(['run', path], env());
  await happened('it counts', async () => sum(await server.ask('HVALS', 'n').catch(() => [])) > 20);
  const newer = startCommand(['run', path], env());
  const { code, stderr } = await older.finished;
  expect(code).toBe(1);
  expect(stderr).toMatch(/taken over/);
  newer.signal('SIGTERM');
  expect(await newer.finished).toMatchObject({ code: 0 });
});
