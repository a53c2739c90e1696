import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { WatchedRun } from '#engine/pipelines/supervise/watched-run.ts';
import { happened, startCommand, type Finished } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** The file was edited while windows were open: what still means the same goes on, the rest is not mixed with it. */
let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-edited-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const before = {
  name: 'Edited',
  source: { type: 'list', key: 'in' },
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '1h', time: { event: 'event.t' } },
  aggregate: { n: { count: true }, v: { sum: 'event.v' } },
  sinks: [{ type: 'stream', key: 'rows' }],
  flush: '20ms',
};

async function start(content: Record<string, unknown>, ...args: string[]) {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify(content));
  return startCommand(['run', path, ...args], { REDIS_URL: server.url });
}

/** @param between is done before the first event. Counts some events, and dies with their window open. */
async function killedWithOpenWindows(between: () => Promise<unknown> = async () => {}): Promise<void> {
  const run = await start(before);
  await happened('it runs', () =>
    server.ask('HEXISTS', 'millrace:{edited}:0', 'fence').then(Number).then(Boolean),
  );
  await between();
  for (const v of [1, 2, 3]) await server.ask('RPUSH', 'in', JSON.stringify({ k: 'a', t: 1, v }));
  await happened(
    'the events count',
    async () =>
      (await server.ask('LLEN', 'in:processing')) === '0' &&
      (await server.ask('HGET', 'millrace:{edited}:0', 'watermark')) !== null,
  );
  run.signal('SIGKILL');
  await run.finished;
}

/** Counts one event more, and ends in order. */
async function oneMore(content: Record<string, unknown>, ...args: string[]): Promise<Finished> {
  const run = await start(content, ...args);
  await server.ask('RPUSH', 'in', JSON.stringify({ k: 'a', t: 1, v: 4 }));
  await happened(
    'it counts',
    async () =>
      (await server.ask('LLEN', 'in')) === '0' && (await server.ask('LLEN', 'in:processing')) === '0',
  );
  run.signal('SIGTERM');
  return run.finished;
}

async function row(): Promise<Record<string, string>> {
  const rows = (await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][];
  expect(rows).toHaveLength(1);
  const [, flat] = rows[0]!;
  return Object.fromEntries(
    flat.flatMap((name, index) => (index % 2 ? [] : [[String(name), String(flat[index + 1])]])),
  );
}

test('what Redis has lost of the checkpoint does not make another file of it', async () => {
  await killedWithOpenWindows(() => server.ask('FLUSHALL'));
  const aggregate = { most: { max: 'event.v' }, ...before.aggregate };
  expect((await oneMore({ ...before, aggregate })).code).toBe(0);
  expect(await row()).toMatchObject({ n: '4', v: '10', most: '4' });
});

test('aggregates in another order, one fewer and one more: what is left goes on by its name', async () => {
  await killedWithOpenWindows();
  const aggregate = { most: { max: 'event.v' }, v: { sum: 'event.v' } };
  const { code, stderr } = await oneMore({ ...before, aggregate });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/most is new/) });
  expect(await row()).toMatchObject({ v: '10', most: '4' });
});

const changes = {
  'count to distinct': { aggregate: { n: { distinct: 'event.v' }, v: { sum: 'event.v' } } },
  'sum to max': { aggregate: { n: { count: true }, v: { max: 'event.v' } } },
  'another window': { window: { ...before.window, size: '2h' } },
  'another groupBy': { groupBy: ['event.k', 'event.k'] },
  'time of processing': { window: { type: 'tumbling', size: '1h' } },
};
test.each(Object.entries(changes))(
  '%s: refused, and with --reset the open windows are dropped',
  async (_, change) => {
    await killedWithOpenWindows();
    const refused = await (await start({ ...before, ...change })).finished;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /The file has changed since it last ran .*1 open groups of windows.*--reset/s,
    );
    expect((await oneMore({ ...before, ...change }, '--reset')).code).toBe(0);
    expect(await row()).toMatchObject({ v: '4' });
  },
);

test('a refused file that is put back goes on as if nothing had been', async () => {
  await killedWithOpenWindows();
  expect((await (await start({ ...before, ...changes['sum to max'] })).finished).code).toBe(1);
  expect((await oneMore(before)).code).toBe(0);
  expect(await row()).toMatchObject({ n: '4', v: '10' });
});

test('on the screen the refusal asks, and a start with reset goes on', async () => {
  await killedWithOpenWindows();
  const read = readPipelines(JSON.stringify({ ...before, ...changes['sum to max'] }), {
    environment: {},
    fallbackName: 'x',
  });
  if (!read.ok) throw new Error('the file has problems');
  const common = {
    pipelines: read.pipelines,
    access: { target: server.target(), password: undefined },
    connectionId: 'c',
    offline: false,
    userAgent: 'test',
  };
  const refused = new WatchedRun(common);
  const { state, asksReset, error } = await until(
    () => refused.state,
    ({ endedAt }) => endedAt !== null,
  );
  expect({ state, asksReset, error }).toMatchObject({
    state: 'failed',
    asksReset: true,
    error: expect.stringMatching(/v was sum and is max/),
  });
  const reset = new WatchedRun({ ...common, reset: true });
  await until(
    () => reset.phase,
    phase => phase === 'running',
  );
  await reset.stop();
});
