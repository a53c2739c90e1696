import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** What a start takes from the run before it: nothing where the source starts over, and nothing of a state that Redis has lost. */
let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-start-over-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function pipelineFile(content: Record<string, unknown>): Promise<string> {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ name: 'Again', ...content }));
  return path;
}
const env = () => ({ REDIS_URL: server.url });
const rows = async (): Promise<Record<string, string>[]> =>
  ((await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][]).map(([, flat]) =>
    Object.fromEntries(
      flat.flatMap((name, index) => (index % 2 ? [] : [[String(name), String(flat[index + 1])]])),
    ),
  );
const sum = (values: unknown) =>
  (values as Buffer[]).reduce((total, value) => total + Number(String(value)), 0);

test('a file whose events have times is read a second time as it was the first: none is late', async () => {
  const path = join(folder, 'events.jsonl');
  const from = Date.parse('2024-01-01T00:00:00Z');
  const lines = Array.from({ length: 600 }, (_, second) => JSON.stringify({ t: from + second * 1_000 }));
  await writeFile(path, lines.join('\n'));
  const report = join(folder, 'report.json');
  const pipeline = await pipelineFile({
    source: { type: 'jsonl', path },
    window: { type: 'tumbling', size: '1m', time: { event: 'event.t' } },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'stream', key: 'rows' }],
  });
  for (const run of [1, 2]) {
    expect(await runCommand(['run', pipeline, '--report', report], env())).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ matched: 600, late: 0 });
    expect((await rows()).map(({ n }) => n)).toEqual(Array.from({ length: 10 * run }, () => '60'));
  }
});

test('after kill -9 what starts over has no windows of the run before', async () => {
  const pipeline = (count: number) => ({
    source: { type: 'generator', fields: { k: '{{seq}}' }, count, rate: 250 },
    window: { type: 'tumbling', size: '1d' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'stream', key: 'rows' }],
    flush: '50ms',
  });
  // So many that it is killed before it ends by itself, however slow this machine is.
  const killed = startCommand(['run', await pipelineFile(pipeline(1_000_000))], env());
  await happened('it has flushed some', async () =>
    /^\d\d/.test(String(await server.ask('HGET', 'millrace:{again}:0', 'seq'))),
  );
  killed.signal('SIGKILL');
  await killed.finished;
  expect(await runCommand(['run', await pipelineFile(pipeline(500))], env())).toMatchObject({ code: 0 });
  expect((await rows()).map(({ n }) => n)).toEqual(['500']);
});

const fromStream = {
  source: { type: 'stream', keys: ['events'] },
  window: { type: 'tumbling', size: '1d' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
  flush: '50ms',
};
const append = async (count: number) => {
  for (let entry = 0; entry < count; entry++) await server.ask('XADD', 'events', '*', 'n', entry);
};
const counted = async () => sum(await server.ask('HVALS', 'n'));

test('FLUSHALL between two starts: the newest start counts, the older one ends, and nothing counts twice', async () => {
  const path = await pipelineFile(fromStream);
  await append(50);
  const older = startCommand(['run', path], env());
  await happened('the older one counts', async () => (await counted()) === 50);
  older.signal('SIGSTOP');
  await server.ask('FLUSHALL');
  await append(10);
  const newer = startCommand(['run', path], env());
  await happened('the newer one counts', async () => (await counted()) === 10);
  older.signal('SIGCONT');
  await append(10);
  const { code, stderr } = await older.finished;
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/taken over/) });
  await happened('all is counted', async () => (await counted()) >= 20);
  newer.signal('SIGTERM');
  expect(await newer.finished).toMatchObject({ code: 0 });
  expect(await counted()).toBe(20);
});

test('FLUSHALL during a run is lost state, not another process: it goes on and counts what comes', async () => {
  await append(50);
  const run = startCommand(['run', await pipelineFile(fromStream)], env());
  await happened('it counts', async () => (await counted()) === 50);
  await server.ask('FLUSHALL');
  await append(30);
  await happened('it counts again', async () => (await counted()) === 30);
  run.signal('SIGTERM');
  const { code, stderr } = await run.finished;
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/lost writes/) });
  expect(await counted()).toBe(30);
});
