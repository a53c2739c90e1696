import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, runCommand, startCommand, type RunningCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** `millrace run --workers N`. */
let server: TestServer;
let folder: string;
let env: { REDIS_URL: string };
let command: RunningCommand | undefined;
beforeAll(async () => {
  server = await startRedisServer();
  env = { REDIS_URL: server.url };
  folder = await mkdtemp(join(tmpdir(), 'millrace-workers-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.ask('FLUSHALL'));
afterEach(async () => {
  command?.signal('SIGKILL');
  await command?.finished;
  command = undefined;
});

const sharing = { type: 'stream', keys: ['s'], group: 'g', claimIdle: '2s' };
const counting = {
  name: 'Shared',
  source: sharing,
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '1h' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
  flush: '20ms',
};

async function file(content: unknown): Promise<string> {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify(content));
  return path;
}
async function append(count: number): Promise<void> {
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  for (let from = 0; from < count; from += 1_000)
    await client.pipeline(
      Array.from({ length: Math.min(1_000, count - from) }, (_, n) => ['XADD', 's', '*', 'k', `k${n % 7}`]),
    );
  client.close();
}
const counted = async () =>
  ((await server.ask('HVALS', 'n')) as Buffer[]).reduce((total, value) => total + Number(String(value)), 0);

interface Health {
  healthy: boolean;
  workers: { worker: number; state: string; pid: number | null; restarts: number; received: number }[];
}
async function healthOf(running: RunningCommand): Promise<{ status: number; body: Health }> {
  const address = await until(
    () => /^Health: (\S+)$/m.exec(running.stderr())?.[1],
    found => found !== undefined,
  );
  const response = await fetch(address!);
  return { status: response.status, body: (await response.json()) as Health };
}
const healthy = (running: RunningCommand) =>
  until(
    () => healthOf(running),
    ({ body }) => body.healthy,
  );

describe('workers of one group under one command', () => {
  test('share the work; one that is killed is started again, every event counts once, and the report is of all', async () => {
    const path = await file(counting);
    const report = join(folder, 'report.json');
    command = startCommand(['run', path, '--workers', '3', '--health', '0', '--report', report], env);
    const { status, body } = await healthy(command);
    expect(status).toBe(200);
    expect(body.workers.map(({ worker, state, restarts }) => ({ worker, state, restarts }))).toEqual([
      { worker: 1, state: 'running', restarts: 0 },
      { worker: 2, state: 'running', restarts: 0 },
      { worker: 3, state: 'running', restarts: 0 },
    ]);
    await append(6_000);
    process.kill(body.workers[1]!.pid!, 'SIGKILL');
    await append(6_000);
    await until(
      () => healthOf(command!),
      answer => answer.body.workers[1]!.restarts === 1 && answer.body.healthy,
    );
    await happened('all counted', async () => (await counted()) === 12_000);
    expect(command.stderr()).toContain('worker 2: it was ended by SIGKILL and is started again in 1 s.');
    command.signal('SIGTERM');
    expect(await command.finished).toMatchObject({ code: 0 });
    expect(await counted()).toBe(12_000);
    const { received, matched, position } = JSON.parse(await readFile(report, 'utf8')) as Record<
      string,
      number | null
    >;
    // What the killed one had counted since it told its counts last is not in them; what others read again is.
    expect(received).toBeGreaterThan(6_000);
    expect(matched).toBe(received);
    expect(position).toBeNull();
  });

  test('a worker that is frozen is told as silent, and the others go on', async () => {
    const path = await file(counting);
    command = startCommand(['run', path, '--workers', '2', '--health', '0'], env);
    const { body } = await healthy(command);
    const { pid } = body.workers[0]!;
    process.kill(pid!, 'SIGSTOP');
    try {
      const answer = await until(
        () => healthOf(command!),
        ({ body: { workers } }) => workers[0]!.state === 'silent',
      );
      expect(answer).toMatchObject({ status: 503, body: { healthy: false } });
      await append(1_000);
      await happened('the other one counts', async () => (await counted()) > 0);
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await healthy(command);
    await happened('all counted', async () => (await counted()) === 1_000);
  });

  test('the end of the command, however it comes, is that of its workers', async () => {
    const path = await file({ ...counting, source: { ...sharing, consumer: 'c' } });
    command = startCommand(['run', path, '--workers', '2', '--health', '0'], env);
    const { body } = await healthy(command);
    expect(await server.ask('EXISTS', 'millrace:{shared}:c-1', 'millrace:{shared}:c-2')).toBe('2');
    command.signal('SIGKILL');
    await command.finished;
    for (const { pid } of body.workers)
      await happened(`${pid} ends`, () => {
        try {
          return !process.kill(pid!, 0);
        } catch {
          return true;
        }
      });
  });

  test('lines of several workers never get into each other', async () => {
    const path = await file({
      name: 'Lines',
      source: sharing,
      sinks: [{ type: 'stdout' }],
    });
    command = startCommand(['run', path, '--workers', '2', '--health', '0'], env);
    await healthy(command);
    const text = 'x'.repeat(20_000);
    for (let n = 0; n < 200; n++) await server.ask('XADD', 's', '*', 'n', n, 'text', text);
    const lines = () => command!.stdout().split('\n').slice(0, -1);
    await happened('all lines', () => lines().length === 200);
    const seen = lines().map(line => (JSON.parse(line) as { n: string; text: string }).n);
    expect(new Set(seen).size).toBe(200);
  });

  test('a reader that has had enough ends them, which is no failure', async () => {
    const path = await file({ name: 'Read', source: sharing, sinks: [{ type: 'stdout' }] });
    command = startCommand(['run', path, '--workers', '2', '--health', '0'], env);
    await healthy(command);
    command.child.stdout!.destroy();
    for (let n = 0; n < 20; n++) await server.ask('XADD', 's', '*', 'n', n);
    const { code, stderr } = await command.finished;
    expect({ code, isBlamed: stderr.includes('--health') }).toEqual({ code: 0, isBlamed: false });
  });

  test('--for counts from when all of them read, and ends them all', async () => {
    const path = await file(counting);
    const { code, stderr } = await runCommand(['run', path, '--workers', '2', '--for', '1s'], env);
    expect(code).toBe(0);
    expect(stderr).not.toContain('started again');
  });
});

test.each([
  [['--workers', '0'], { ...counting }, /--workers 0: give a whole number from 1 to 64/],
  [
    ['--workers', '2'],
    { ...counting, source: { type: 'stream', keys: ['s'] } },
    /"Shared" has no source that workers share/,
  ],
  [['--health', '8080'], { ...counting }, /--health needs --workers/],
  [['--workers', '2', '--health', 'here'], { ...counting }, /--health here: give a port/],
])('%j is refused', async (args, content, message) => {
  const { code, stderr } = await runCommand(['run', await file(content), ...args], env);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
