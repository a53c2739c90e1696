import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, startCommand, type RunningCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Workers of a group whose file names no consumer: what one leaves is taken up by the next. */
let server: TestServer;
let folder: string;
let path: string;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-unnamed-'));
  path = join(folder, 'pipeline.json');
  await writeFile(
    path,
    JSON.stringify({
      name: 'Unnamed',
      source: { type: 'stream', keys: ['events'], group: 'g' },
      window: { type: 'tumbling', size: '1d' },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'stream', key: 'rows' }],
      flush: '50ms',
    }),
  );
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = () => startCommand(['run', path], { REDIS_URL: server.url });
const append = async (count: number) => {
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  await client.pipeline(Array.from({ length: count }, (_, n) => ['XADD', 'events', '*', 'n', n]));
  client.close();
};
const ended = async (worker: RunningCommand, signal: NodeJS.Signals) => {
  worker.signal(signal);
  return worker.finished;
};
const left = async () => {
  const [group] = (await server.ask('XINFO', 'GROUPS', 'events').catch(() => [])) as Buffer[][];
  const field = (name: string) => Number(group?.[group.findIndex(text => String(text) === name) + 1]);
  return group === undefined ? -1 : field('lag') + field('pending');
};
const inRows = async () =>
  ((await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][]).reduce(
    (sum, [, flat]) => sum + Number(flat[flat.findIndex(text => String(text) === 'n') + 1]),
    0,
  );

test('kill -9 with windows open: the next start has them, and every event is in one row', async () => {
  for (let run = 0; run < 3; run++) {
    const killed = start();
    await append(500);
    await happened('all is counted', async () => (await left()) === 0);
    await ended(killed, 'SIGKILL');
  }
  const last = start();
  await happened('it goes on as the one before', () => /Continues as the worker/.test(last.stderr()));
  await append(10);
  await happened('all is counted', async () => (await left()) === 0);
  expect(await ended(last, 'SIGTERM')).toMatchObject({ code: 0 });
  expect(await inRows()).toBe(1_510);
});

test('two at a time have names of their own, and neither takes the place of the other', async () => {
  const workers = [start(), start()];
  const consumers = async () =>
    ((await server.ask('HKEYS', 'millrace:{unnamed}').catch(() => [])) as Buffer[]).length;
  await happened('both are there', async () => (await consumers()) === 2);
  for (let round = 0; round < 10; round++) await append(100);
  await happened('all is counted', async () => (await left()) === 0);
  for (const worker of workers) expect(await ended(worker, 'SIGTERM')).toMatchObject({ code: 0 });
  expect(await inRows()).toBe(1_000);
});
