import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { happened, startCommand, type RunningCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { startProxy } from '../support/tcp-proxy.ts';

/** What a pipeline reads from is taken away, refuses, or falls silent: it waits and says so, goes on where it stood, and counts everything once. */
let server: TestServer;
let folder: string;
const running: RunningCommand[] = [];
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-lost-sources-'));
});
afterEach(async () => {
  for (const { child } of running.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const sum = (values: unknown) =>
  (values as Buffer[]).reduce((total, value) => total + Number(String(value)), 0);
const counted = async () => sum(await server.ask('HVALS', 'n').catch(() => []));
const counting = {
  window: { type: 'tumbling', size: '1d' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
  flush: '50ms',
};
const group = { type: 'stream', keys: ['events'], group: 'g', consumer: '${CONSUMER:-a}' };

async function start(content: Record<string, unknown>, consumer = 'a', url = server.url) {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ name: 'Lost', ...counting, ...content }));
  const command = startCommand(['run', path], { REDIS_URL: url, CONSUMER: consumer });
  running.push(command);
  return command;
}

async function stopped(command: RunningCommand): Promise<void> {
  command.signal('SIGTERM');
  const { code, stderr } = await command.finished;
  expect(code, stderr).toBe(0);
}

async function append(count: number, client?: RedisClient): Promise<void> {
  const own = client ?? (await RedisClient.open(server.target(), { purpose: 'publisher' }));
  const replies = await own.pipeline(
    Array.from({ length: count }, (_, n) => ['XADD', 'events', '*', 'n', n]),
  );
  for (const reply of replies) if (reply instanceof Error) throw reply;
  if (!client) own.close();
}

const reads = (command: string) =>
  happened(`it waits in ${command}`, async () =>
    String(await server.ask('CLIENT', 'LIST')).includes(`cmd=${command}`),
  );

describe('a group that was destroyed is made again where it stood', () => {
  test('while the worker runs', async () => {
    const worker = await start({ source: group });
    for (const round of [1, 2, 3]) {
      await append(1_000);
      await happened('all is counted', async () => (await counted()) >= round * 1_000);
      await server.ask('XGROUP', 'DESTROY', 'events', 'g');
    }
    await append(100);
    await happened('all is counted', async () => (await counted()) >= 3_100);
    await stopped(worker);
    expect(await counted()).toBe(3_100);
  });

  test('while no worker runs, with entries pending', async () => {
    const worker = await start({ source: group });
    await append(1_000);
    await happened('all is counted', async () => (await counted()) >= 1_000);
    worker.signal('SIGKILL');
    await worker.finished;
    await append(300);
    await server.ask('XREADGROUP', 'GROUP', 'g', 'a', 'COUNT', 200, 'STREAMS', 'events', '>');
    await server.ask('XGROUP', 'DESTROY', 'events', 'g');
    const next = await start({ source: group });
    await happened('all is counted', async () => (await counted()) >= 1_300);
    await append(1);
    await happened('and what comes', async () => (await counted()) >= 1_301);
    await stopped(next);
    expect(await counted()).toBe(1_301);
  });

  test('twice, with more pending before what was counted than is asked for at once', async () => {
    const worker = await start({ source: group });
    await reads('xreadgroup');
    // One that takes entries and never counts them: they come before all that the worker counts.
    await server.ask('MULTI');
    for (let n = 0; n < 1_500; n++) await server.ask('XADD', 'events', '*', 'n', n);
    await server.ask('XREADGROUP', 'GROUP', 'g', 'other', 'COUNT', 1_500, 'STREAMS', 'events', '>');
    await server.ask('EXEC');
    await append(3_000);
    await happened('the rest is counted', async () => (await counted()) >= 3_000);
    await server.ask('XGROUP', 'DESTROY', 'events', 'g');
    await happened('what was pending, too', async () => (await counted()) >= 4_500);
    await server.ask('XGROUP', 'DESTROY', 'events', 'g');
    await append(1);
    await happened('and what comes', async () => (await counted()) >= 4_501);
    await stopped(worker);
    expect(await counted()).toBe(4_501);
  });

  test('again and again, under two workers of which each has counted what the other has not', async () => {
    const workers = [await start({ source: group }, 'a'), await start({ source: group }, 'b')];
    await reads('xreadgroup');
    const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
    for (let batch = 0; batch < 200; batch++) {
      await append(50, client);
      if (batch % 20 === 10) await client.call('XGROUP', 'DESTROY', 'events', 'g');
    }
    client.close();
    await happened('all is counted', async () => (await counted()) >= 10_000);
    await append(10);
    await happened('and what comes', async () => (await counted()) >= 10_010);
    for (const worker of workers) await stopped(worker);
    expect(await counted()).toBe(10_010);
  });
});

describe('the place of "$" is kept before anything is read', () => {
  const slowFlush = { ...counting, flush: '2s' };
  test('without a group, over kill -9 before the first flush', async () => {
    await append(100);
    const source = { type: 'stream', keys: ['events'], from: '$' };
    const killed = await start({ ...slowFlush, source });
    await reads('xread');
    await append(110);
    killed.signal('SIGKILL');
    await killed.finished;
    const next = await start({ source });
    await happened('it counts', async () => (await counted()) >= 110);
    await stopped(next);
    expect(await counted()).toBe(110);
  });

  test('with a group that is destroyed before the first flush', async () => {
    await append(100);
    const source = { ...group, from: '$' };
    const worker = await start({ ...slowFlush, source });
    await reads('xreadgroup');
    await append(110);
    await server.ask('XGROUP', 'DESTROY', 'events', 'g');
    await happened('it counts', async () => (await counted()) >= 110);
    await stopped(worker);
    expect(await counted()).toBe(110);
  });
});

/** A server that has not answered after a second is gone. */
const IMPATIENT = '?socket_timeout=1';
const sources = {
  group: { source: group, add: append, isWrite: true },
  // To read it is not to write: what refuses writes alone is noticed with the next result.
  stream: { source: { type: 'stream', keys: ['events'] }, add: append, isWrite: false },
  list: {
    source: { type: 'list', key: 'events' },
    isWrite: true,
    add: async (count: number) =>
      void (await server.ask('RPUSH', 'events', ...Array.from({ length: count }, (_, n) => `{"n":${n}}`))),
  },
};

/** Each makes Redis refuse until that was said, or takes something away. */
const refusals: Record<string, (said: (text: RegExp) => Promise<void>, sent: number) => Promise<void>> = {
  async READONLY(said) {
    await server.ask('REPLICAOF', '127.0.0.1', '1');
    await said(/read-only replica/);
    await server.ask('REPLICAOF', 'NO', 'ONE');
  },
  async MISCONF(said) {
    await server.ask('CONFIG', 'SET', 'save', '3600 1000000');
    await rm(server.folder, { recursive: true });
    await server.ask('BGSAVE');
    await said(/last snapshot failed/);
    await server.ask('CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'no');
    // With save points it would not end while it cannot save.
    await server.ask('CONFIG', 'SET', 'save', '');
  },
  async BUSY(said) {
    await server.ask('CONFIG', 'SET', 'lua-time-limit', '20');
    const client = await RedisClient.open(server.target(), { purpose: 'script' });
    const script = client.call('EVAL', 'while true do end', 0).catch(() => {});
    const isBusy = () =>
      server.ask('PING').then(
        () => false,
        error => /BUSY/.test(String(error)),
      );
    await happened('the script runs', isBusy);
    await said(/running a script/);
    await server.ask('SCRIPT', 'KILL');
    await script;
    client.close();
  },
  async DEL() {
    await server.ask('DEL', 'events');
  },
  async RENAME() {
    await server.ask('RENAME', 'events', 'elsewhere').catch(() => {});
  },
  async FLUSHALL(_, sent) {
    await server.ask('FLUSHALL');
    // What was counted is gone with it: put back, so that what comes adds to it.
    await server.ask('HSET', 'n', 0, sent);
  },
};

test.each(Object.entries(sources))(
  'a source %s that refuses or is taken away: it waits, says so, and goes on',
  async (_, { source, add, isWrite }) => {
    const worker = await start({ source }, 'a', server.url + IMPATIENT);
    let sent = 200;
    await add(sent);
    for (const refuse of Object.values(refusals)) {
      await happened('it counts', async () => (await counted()) >= sent);
      expect(await counted()).toBe(sent);
      const saidBefore = worker.stderr().length;
      await refuse(async text => {
        if (isWrite) await happened(`it says ${text}`, () => text.test(worker.stderr().slice(saidBefore)));
      }, sent);
      await add(100);
      sent += 100;
    }
    await happened('it counts on', async () => (await counted()) >= sent);
    await stopped(worker);
    expect(await counted()).toBe(sent);
  },
);

describe('a connection that dies without a word', () => {
  test.each(Object.entries({ group: sources.group, list: sources.list }))(
    '%s: it is noticed, said, and left for another',
    async (_, { source, add }) => {
      const proxy = await startProxy(server.port);
      try {
        const worker = await start({ source }, 'a', `redis://127.0.0.1:${proxy.port}${IMPATIENT}`);
        await add(200);
        await happened('it counts', async () => (await counted()) === 200);
        proxy.swallow();
        await add(300);
        await happened('it says so', () => /Waiting for Redis/.test(worker.stderr()));
        await happened('it counts on', async () => (await counted()) >= 500);
        await stopped(worker);
        expect(await counted()).toBe(500);
      } finally {
        await proxy.stop();
      }
    },
  );

  test('a subscription too', async () => {
    const proxy = await startProxy(server.port);
    try {
      const source = { type: 'channel', channels: ['events'] };
      const worker = await start({ source }, 'a', `redis://127.0.0.1:${proxy.port}${IMPATIENT}`);
      const published = async () => Number(String(await server.ask('PUBLISH', 'events', '{}')));
      await happened('it counts', async () => {
        await published();
        return (await counted()) > 0;
      });
      proxy.swallow();
      await happened('it says so', () => /subscription was interrupted/.test(worker.stderr()));
      const before = await counted();
      await published();
      await happened('it counts on', async () => (await counted()) > before);
      await stopped(worker);
    } finally {
      await proxy.stop();
    }
  });
});
