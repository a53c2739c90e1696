import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, runCommand, startCommand, type RunningCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Workers that claim what others have left pending: from the dead, never from the living, however slow these are. */
let server: TestServer;
let folder: string;
let workers: RunningCommand[];
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-claims-'));
  workers = [];
});
afterEach(async () => {
  for (const worker of workers) if (worker.child.exitCode === null) worker.signal('SIGKILL');
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const pipeline = {
  name: 'Claims',
  source: { type: 'stream', keys: ['events'], group: 'g', consumer: '${CONSUMER}', claimIdle: '1s' },
  window: { type: 'tumbling', size: '1d' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
  flush: '100ms',
};
const file = async (source: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ ...pipeline, ...rest, source: { ...pipeline.source, ...source } }));
  return path;
};
const start = (path: string, consumer: string) => {
  const worker = startCommand(['run', path], { REDIS_URL: server.url, CONSUMER: consumer });
  workers.push(worker);
  return worker;
};
const append = async (count: number) => {
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  await client.pipeline(Array.from({ length: count }, (_, n) => ['XADD', 'events', '*', 'n', n]));
  client.close();
};
const counted = async () =>
  ((await server.ask('HVALS', 'n').catch(() => [])) as Buffer[]).reduce((sum, n) => sum + Number(n), 0);
const pendingOf = async (consumer: string) =>
  ((await server.ask('XPENDING', 'events', 'g', '-', '+', 10_000, consumer).catch(() => [])) as unknown[])
    .length;
const elapsed = (ms: number) => {
  const until = performance.now() + ms;
  return () => performance.now() >= until;
};

test('workers whose results are refused for longer than claimIdle keep what they hold, and all live on', async () => {
  const path = await file();
  await server.ask('SET', 'n', 'text');
  for (const consumer of ['a', 'b', 'c']) start(path, consumer);
  await happened('all have a place', async () => {
    for (const consumer of ['a', 'b', 'c'])
      if (!(await server.ask('EXISTS', `millrace:{claims}:${consumer}`).then(Number))) return false;
    return true;
  });
  for (let round = 0; round < 10; round++) await append(100);
  const held = async () => (await pendingOf('a')) + (await pendingOf('b')) + (await pendingOf('c'));
  await happened('they hold everything', async () => (await held()) === 1_000);
  await happened('four times claimIdle goes by', elapsed(4_000));
  for (const worker of workers) {
    expect(worker.child.exitCode).toBeNull();
    expect(worker.stderr()).not.toMatch(/Took over/);
  }
  await server.ask('DEL', 'n');
  await happened('all is counted', async () => (await counted()) >= 1_000);
  for (const worker of workers) worker.signal('SIGTERM');
  for (const worker of workers) expect(await worker.finished).toMatchObject({ code: 0 });
  expect(await counted()).toBe(1_000);
});

test('a slow worker takes no more than it can do in that time, and is left alone', async () => {
  const slow = start(await file({ work: '400ms' }, { flush: '3s' }), 'slow');
  await append(10);
  await happened('it has begun', async () => (await pendingOf('slow')) > 0);
  expect(await pendingOf('slow')).toBeLessThanOrEqual(6);
  const quick = start(await file(), 'quick');
  await happened('all is counted', async () => (await counted()) >= 10);
  for (const worker of [slow, quick]) {
    expect(worker.stderr()).not.toMatch(/Took over|claimed/);
    worker.signal('SIGTERM');
    expect(await worker.finished).toMatchObject({ code: 0 });
  }
  expect(await counted()).toBe(10);
});

test('a claimIdle in which nobody could renew is refused', async () => {
  const { code, stdout } = await runCommand(['validate', await file({ claimIdle: '300ms' })], {
    CONSUMER: 'a',
  });
  expect({ code, stdout }).toMatchObject({ code: 2, stdout: expect.stringMatching(/claimIdle.*from 1s/s) });
});

test('what several dead workers hold, each between entries of the others, is taken over whole', async () => {
  await append(900);
  await server.ask('XGROUP', 'CREATE', 'events', 'g', '0');
  for (let n = 0; n < 300; n++)
    for (const dead of ['x', 'y', 'z'])
      await server.ask('XREADGROUP', 'GROUP', 'g', dead, 'COUNT', 1, 'STREAMS', 'events', '>');
  const worker = start(await file(), 'a');
  // What it holds itself lies between them as well.
  await append(3_000);
  await happened('all is counted', async () => (await counted()) >= 3_900);
  await happened('nothing is pending', async () => {
    const [pending] = (await server.ask('XPENDING', 'events', 'g')) as unknown[];
    return pending === '0';
  });
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
  expect(await counted()).toBe(3_900);
});
