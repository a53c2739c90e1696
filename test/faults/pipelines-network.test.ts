import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';

let server: TestServer;
let proxy: TcpProxy;
let folder: string;
async function begin(args: string[] = []): Promise<void> {
  server = await startRedisServer(args);
  proxy = await startProxy(server.port);
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-network-'));
});
afterEach(async () => {
  await proxy.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function pipelineFile(content: Record<string, unknown>): Promise<string> {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ name: 'Net', ...content }));
  return path;
}
const sum = (values: unknown[]) => values.reduce<number>((total, value) => total + Number(String(value)), 0);
const counted = async () => sum((await server.ask('HVALS', 'n').catch(() => [])) as Buffer[]);

const fromGroup = {
  source: { type: 'stream', keys: ['events'], group: 'g', consumer: 'a' },
  window: { type: 'tumbling', size: '10s' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
  flush: '50ms',
};
const passing = {
  source: { type: 'generator', fields: { n: '{{seq}}' }, count: 3_000, rate: 1_500 },
  sinks: [{ type: 'stream', key: 'out' }],
};

/** Appends entries steadily, on a connection that does not go through the proxy. */
async function append(count: number, perBatch = 100): Promise<void> {
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  for (let sent = 0; sent < count; sent += perBatch) {
    await client.pipeline(
      Array.from({ length: perBatch }, (_, index) => ['XADD', 'events', '*', 'n', sent + index]),
    );
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  client.close();
}
const throughProxy = () => ({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
const isExec = (bytes: Buffer) => bytes.includes('\r\nEXEC\r\n');

describe('an EXEC whose reply is cut off', () => {
  test('counts once, from a group', async () => {
    await begin();
    let cuts = 0;
    let execs = 0;
    proxy.behave({ request: bytes => !(isExec(bytes) && ++execs % 3 === 0 && cuts++ < 15) });
    const worker = startCommand(['run', await pipelineFile(fromGroup)], throughProxy());
    await append(20_000);
    await happened('all counted', async () => (await counted()) >= 20_000);
    worker.signal('SIGTERM');
    expect(await worker.finished).toMatchObject({ code: 0 });
    expect(cuts).toBeGreaterThanOrEqual(5);
    expect(await counted()).toBe(20_000);
    expect(String(((await server.ask('XPENDING', 'events', 'g')) as Buffer[])[0])).toBe('0');
  });

  test('writes once, also from a source without position', async () => {
    await begin();
    let execs = 0;
    let cuts = 0;
    proxy.behave({ request: bytes => !(isExec(bytes) && ++execs % 4 === 0 && cuts++ < 10) });
    const run = await startCommand(['run', await pipelineFile(passing)], throughProxy()).finished;
    expect(run.code).toBe(0);
    expect(cuts).toBeGreaterThanOrEqual(3);
    const entries = (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][];
    expect(entries.map(([, fields]) => Number(String(fields[1])))).toEqual(
      Array.from({ length: 3_000 }, (_, n) => n),
    );
  });
});

test('connections that are cut, delayed and split lose and double nothing', async () => {
  await begin();
  proxy.behave({ splitBytes: 700, delayMs: 1 });
  const worker = startCommand(['run', await pipelineFile(fromGroup)], throughProxy());
  // Not before something was counted since: else a slow machine would never get further than connecting.
  let before = -1;
  const cut = async () => {
    const now = await counted();
    if (now <= before) return;
    before = now;
    proxy.cut();
  };
  const cutting = setInterval(() => void cut(), 900);
  await append(8_000);
  await happened('much counted', async () => (await counted()) >= 4_000);
  clearInterval(cutting);
  proxy.behave({});
  await happened('all counted', async () => (await counted()) >= 8_000);
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
  expect(await counted()).toBe(8_000);
});

describe('Redis that is restarted during a run', () => {
  test('with an append-only file: everything counts once', async () => {
    await begin(['--appendonly', 'yes', '--appendfsync', 'everysec']);
    const replay = startCommand(['replay', 'wikipedia', '--seed', '2', '--count', '6000', '--rate', '1500']);
    const { url } = JSON.parse(await replay.firstLine()) as { url: string };
    const { source: _, ...rest } = fromGroup;
    const path = await pipelineFile({ ...rest, source: { type: 'sse', url } });
    const worker = startCommand(['run', path], throughProxy());
    for (const share of [1_000, 2_500]) {
      await happened(`${share} counted`, async () => (await counted()) > share);
      // What a run has confirmed and the server had not written yet is lost to a run that is over: this one is not.
      replay.signal('SIGSTOP');
      await server.kill('SIGKILL');
      expect(worker.child.exitCode).toBeNull();
      await new Promise(resolve => setTimeout(resolve, 300));
      await server.restart();
      replay.signal('SIGCONT');
    }
    const { code, stderr } = await worker.finished;
    expect(code, stderr).toBe(0);
    replay.signal('SIGTERM');
    expect(await counted(), stderr).toBe(6_000);
  });

  test('from an older state: it goes on from the position that state has', async () => {
    await begin();
    // Slow enough that a machine that is held up for a second does not find it at its end.
    const replay = startCommand(['replay', 'wikipedia', '--seed', '2', '--count', '6000', '--rate', '1500']);
    const { url } = JSON.parse(await replay.firstLine()) as { url: string };
    const { source: _, ...rest } = fromGroup;
    const path = await pipelineFile({ ...rest, source: { type: 'sse', url } });
    const worker = startCommand(['run', path], throughProxy());
    await happened('some counted', async () => (await counted()) > 1_000);
    await server.ask('SAVE');
    const saved = await counted();
    await copyFile(join(server.folder, 'dump.rdb'), join(folder, 'older.rdb'));
    await happened('more counted', async () => (await counted()) > saved + 1_000);
    await server.kill('SIGKILL');
    await copyFile(join(folder, 'older.rdb'), join(server.folder, 'dump.rdb'));
    await server.restart();
    const finished = await worker.finished;
    expect(finished.code).toBe(0);
    expect(finished.stderr).toMatch(/lost writes/);
    replay.signal('SIGTERM');
    expect(await counted()).toBe(6_000);
  });
});

test('Redis away at the stop: exit 1 within five seconds, with what was not written', async () => {
  await begin();
  const worker = startCommand(
    ['run', await pipelineFile({ ...passing, source: { ...passing.source, count: 1_000_000 } })],
    throughProxy(),
  );
  await happened('it writes', async () => Number(await server.ask('XLEN', 'out')) > 100);
  await server.kill('SIGKILL');
  await happened('it waits', () => worker.stderr().includes('Waiting for Redis'));
  const startedAt = performance.now();
  worker.signal('SIGTERM');
  const { code, stderr } = await worker.finished;
  expect(code).toBe(1);
  expect(stderr).toMatch(/\d+ events were read and are not written/);
  expect(performance.now() - startedAt).toBeLessThan(7_000);
});
