import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REFUSED, REFUSED_OUTSIDE, readRefused } from '#engine/pipelines/checkpoint/refused.ts';
import { happened, startCommand, type RunningCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { startProxy } from '../support/tcp-proxy.ts';

/** Writes that Redis refuses, before or inside the transaction that they are in: they are not in memory alone. */
let server: TestServer;
let folder: string;
let worker: RunningCommand;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-refused-writes-'));
});
afterEach(async () => {
  if (worker.child.exitCode === null) worker.signal('SIGKILL');
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const values = async (key: string) => ((await server.ask('HVALS', key)) as Buffer[]).map(Number);
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** A key of another type, which is noticed before the transaction. */
const ofAnotherType = {
  spoil: async () => void (await server.ask('SET', 'out', 'text')),
  mend: async () => void (await server.ask('DEL', 'out')),
};
/** A number that is none: refused inside the transaction, whose other writes and position are carried out. */
const notANumber = {
  spoil: async () => {
    for (const field of (await server.ask('HKEYS', 'out')) as Buffer[])
      await server.ask('HSET', 'out', field, 'text');
  },
  mend: ofAnotherType.mend,
};

const results = {
  totals: {
    pipeline: {
      window: { type: 'tumbling', size: '1d' },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'out' }],
    },
    written: async () => sum(await values('out').catch(() => [])),
    says: 'does not take what is added to its field',
    ...notANumber,
  },
  entries: {
    pipeline: { sinks: [{ type: 'stream', key: 'out' }] },
    written: async () => Number(String(await server.ask('XLEN', 'out').catch(() => 0))),
    says: 'Redis refuses the results',
    ...ofAnotherType,
  },
  rows: {
    pipeline: {
      groupBy: ['event.n'],
      window: { type: 'tumbling', size: '50ms' },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'hash', key: 'out' }],
    },
    written: async () => (await values('out').catch(() => [])).length,
    says: 'Redis refuses the results',
    ...ofAnotherType,
  },
};

test.each(Object.entries(results))(
  '%s that are refused and then die with their process by kill -9, twice, are written once',
  async (_, { pipeline, written, says, spoil, mend }) => {
    const path = join(folder, 'pipeline.json');
    const source = { type: 'list', key: 'in' };
    await writeFile(path, JSON.stringify({ name: 'Refused', source, flush: '50ms', ...pipeline }));
    const start = () => (worker = startCommand(['run', path], { REDIS_URL: server.url }));
    let next = 0;
    const push = async (count: number) =>
      void (await server.ask('RPUSH', 'in', ...Array.from({ length: count }, () => `{"n":${next++}}`)));
    start();
    await push(10);
    await happened('it writes', async () => (await written()) === 10);
    await spoil();
    await push(500);
    for (const time of ['while it waits', 'once more']) {
      await happened(`it says so, ${time}`, () => worker.stderr().includes(says));
      worker.signal('SIGKILL');
      await worker.finished;
      start();
    }
    await happened('it says so after its start', () => worker.stderr().includes(says));
    await mend();
    await happened('all is written', async () => (await written()) >= 500);
    await push(5);
    await happened('and what comes', async () => (await written()) >= 505);
    worker.signal('SIGTERM');
    const { code, stderr } = await worker.finished;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await written()).toBe(505);
    expect(await server.ask('LLEN', 'in:processing')).toBe('0');
  },
);

test('a stop while Redis refuses keeps what is refused for the next start', async () => {
  const path = join(folder, 'pipeline.json');
  const source = { type: 'list', key: 'in' };
  await writeFile(path, JSON.stringify({ name: 'Refused', source, ...results.totals.pipeline }));
  const start = () => (worker = startCommand(['run', path], { REDIS_URL: server.url }));
  start();
  await server.ask('RPUSH', 'in', '{}');
  await happened('it writes', async () => (await results.totals.written()) === 1);
  await results.totals.spoil();
  await server.ask('RPUSH', 'in', '{}', '{}');
  await happened('it says so', () => worker.stderr().includes(results.totals.says));
  worker.signal('SIGTERM');
  const { code, stderr } = await worker.finished;
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/kept in the checkpoint; the next start writes them/),
  });
  await results.totals.mend();
  start();
  await happened('it is written', async () => (await results.totals.written()) === 2);
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
});

/** What the refused writes that a checkpoint keeps add, in all. */
const kept = async (checkpoint: string) => {
  const fields = (await server.ask('HMGET', checkpoint, REFUSED, REFUSED_OUTSIDE)) as (Buffer | null)[];
  return sum(fields.flatMap(readRefused).map(command => Number(String(command[3]))));
};

test.each([
  ['with scripts', []],
  ['without scripts', ['--rename-command', 'EVAL', '']],
])(
  'one field that takes no number holds up nothing else, %s; it is named, kept, and written once it can be',
  async (_, args) => {
    await server.stop();
    server = await startRedisServer(args);
    const path = join(folder, 'pipeline.json');
    await writeFile(
      path,
      JSON.stringify({
        name: 'Overflow',
        source: { type: 'list', key: 'in' },
        groupBy: ['event.k'],
        window: { type: 'tumbling', size: '1d' },
        aggregate: { n: { sum: 'int(event.n)' } },
        sinks: [{ type: 'timeSeries', prefix: 'n:' }],
        flush: '50ms',
        checkpoint: 'place',
      }),
    );
    worker = startCommand(['run', path], { REDIS_URL: server.url });
    const push = (k: string, n: string) => server.ask('RPUSH', 'in', `{"k":"${k}","n":${n}}`);
    const total = async (k: string) => String(((await server.ask('HVALS', `n:${k}`)) as Buffer[])[0]);
    await push('full', '9223372036854775800');
    await happened('it writes', async () => (await total('full')) === '9223372036854775800');
    for (let n = 1; n <= 5; n++) {
      await push('full', '5');
      await push('other', '1');
      await happened('the other goes on', async () => (await total('other')) === String(n));
    }
    await happened('it says which', () =>
      /The key "n:full" does not take what is added to its field "\d+": ERR .*overflow/.test(worker.stderr()),
    );
    // 25 in all, of which the first 5 had room; without scripts the last of the others are kept one round trip later.
    expect(await total('full')).toBe('9223372036854775805');
    await happened('the others are kept', async () => (await kept('place')) === 20);
    worker.signal('SIGKILL');
    await worker.finished;
    worker = startCommand(['run', path], { REDIS_URL: server.url });
    await push('full', '-1000');
    await happened('all is added up', async () => (await total('full')) === '9223372036854774825');
    worker.signal('SIGTERM');
    expect(await worker.finished).toMatchObject({ code: 0 });
  },
);

test('what is refused in the last transaction before kill -9 is not lost, whatever the number of its keys', async () => {
  const proxy = await startProxy(server.port);
  const path = join(folder, 'pipeline.json');
  const pipeline = { ...results.totals.pipeline, groupBy: ['event.n'] };
  await writeFile(
    path,
    JSON.stringify({ name: 'Refused', source: { type: 'list', key: 'in' }, flush: '50ms', ...pipeline }),
  );
  const { written, spoil, mend } = results.totals;
  const push = async (count: number) =>
    void (await server.ask('RPUSH', 'in', ...Array.from({ length: count }, (_, n) => `{"n":${n}}`)));
  worker = startCommand(['run', path], { REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  await push(10);
  await happened('it writes', async () => (await written()) === 10);
  await spoil();
  // Carried out, and nobody is there to hear of it.
  proxy.behave({
    request: bytes => {
      if (!bytes.includes('\r\nEXEC\r\n')) return true;
      worker.signal('SIGKILL');
      return false;
    },
  });
  await push(500);
  await worker.finished;
  await proxy.stop();
  await mend();
  worker = startCommand(['run', path], { REDIS_URL: server.url });
  await happened('all is written', async () => (await written()) >= 500);
  worker.signal('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
  expect(await written()).toBe(500);
});
