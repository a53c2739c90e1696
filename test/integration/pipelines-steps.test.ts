import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** What a pipeline makes of events and rows on their way to its sinks, as Redis has it then. */
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-steps-'));
});
afterEach(async () => {
  await server.ask('FLUSHALL');
  await rm(folder, { recursive: true, force: true });
});

async function run(members: Record<string, unknown>, options: string[] = []): Promise<string[]> {
  const path = join(folder, 'steps.json');
  const source = {
    type: 'generator',
    fields: { user: 'u{{seq % 3}}', n: '{{seq}}', secret: 'x' },
    count: 30,
  };
  await writeFile(path, JSON.stringify({ name: 'Steps', source, ...members }));
  const { code, stdout, stderr } = await runCommand(['run', path, ...options], { REDIS_URL: server.url });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout.split('\n').filter(line => line !== '');
}
const texts = async (name: string, ...args: (string | number)[]) =>
  ((await server.ask(name, ...args)) as Buffer[]).map(String);

test('events are made into something else, and branch off to lists, sets, hashes, streams and lines', async () => {
  const lines = await run({
    select: { fields: { who: 'event.user', double: 'event.n * 2' } },
    sinks: [
      { type: 'list', key: 'newest', maxLen: 2 },
      { type: 'set', key: 'heavy', member: 'event.who', where: 'event.double >= 56' },
      { type: 'hash', key: 'last', field: 'event.who' },
      { type: 'stream', key: 'first', where: 'event.who == "u0" && event.double < 10' },
      { type: 'stdout', where: 'event.double == 8' },
      { type: 'stdout', where: 'event.none == 1' },
    ],
  });
  expect(lines).toEqual(['{"who":"u1","double":8}']);
  expect(await texts('LRANGE', 'newest', 0, -1)).toEqual([
    '{"who":"u1","double":56}',
    '{"who":"u2","double":58}',
  ]);
  expect((await texts('SMEMBERS', 'heavy')).sort()).toEqual(['u1', 'u2']);
  expect(await server.ask('HLEN', 'last')).toBe('3');
  expect(String(await server.ask('HGET', 'last', 'u2'))).toBe('{"who":"u2","double":58}');
  expect(await server.ask('XLEN', 'first')).toBe('2');
});

test('rows are chosen by having, and branch off; sinks that add up take all', async () => {
  const lines = await run({
    groupBy: ['event.user'],
    window: { type: 'tumbling', size: '1d' },
    aggregate: { n: { count: true }, most: { max: 'event.n' } },
    having: 'row.most > 27',
    sinks: [
      { type: 'timeSeries', prefix: 'n:', value: 'n' },
      { type: 'stdout' },
      { type: 'list', key: 'rows', where: 'row.key[0] == "u1"' },
      { type: 'set', key: 'users', member: 'row.key[0]' },
    ],
  });
  expect(lines.map(line => (JSON.parse(line) as { key: string[] }).key)).toEqual([['u1'], ['u2']]);
  const rows = (await texts('LRANGE', 'rows', 0, -1)).map(row => JSON.parse(row) as object);
  expect(rows).toEqual([expect.objectContaining({ key: ['u1'], n: 10, most: 28 })]);
  expect((await texts('SMEMBERS', 'users')).sort()).toEqual(['u1', 'u2']);
  for (const user of ['u0', 'u1', 'u2']) expect(await texts('HVALS', `n:${user}`)).toEqual(['10']);
});

test('a list that holds something else is found before anything is written', async () => {
  await server.ask('SET', 'taken', 'text');
  const path = join(folder, 'taken.json');
  const source = { type: 'generator', payload: '1', count: 1 };
  await writeFile(path, JSON.stringify({ name: 'Taken', source, sinks: [{ type: 'list', key: 'taken' }] }));
  const { code, stderr } = await runCommand(['run', path, '--for', '1s'], { REDIS_URL: server.url });
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'The key "taken" holds a string; this pipeline needs a list there.',
    ) as string,
  });
});

test('what comes again within a time is dropped, and what is over a rate; both are counted', async () => {
  const report = join(folder, 'report.json');
  const lines = await run(
    {
      source: { type: 'generator', fields: { id: '{{seq % 20}}', user: 'u{{seq % 2}}' }, count: 40 },
      dedupe: { by: 'event.id', within: '1h' },
      rateLimit: { events: 5, per: '365d', by: 'event.user' },
      sinks: [{ type: 'stdout' }],
    },
    ['--report', report],
  );
  const users = lines.map(line => (JSON.parse(line) as { user: string }).user);
  expect(users.sort()).toEqual([...Array<string>(5).fill('u0'), ...Array<string>(5).fill('u1')]);
  // What was over the rate has not counted: it is not known when it comes again.
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({
    received: 40,
    matched: 10,
    unmatched: 30,
    repeated: 10,
    limited: 20,
  });
});

test('a sink that the server cannot carry out is refused before anything is read', async () => {
  const path = join(folder, 'series.json');
  const file = {
    source: { type: 'generator', fields: { k: 'a' }, count: 1 },
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '1s' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'serverSeries', prefix: 'n:' }],
  };
  await writeFile(path, JSON.stringify(file));
  const hasIt = ((await server.ask('COMMAND', 'INFO', 'TS.ADD')) as unknown[])[0] !== null;
  const { code, stderr } = await runCommand(['run', path], { REDIS_URL: server.url });
  if (hasIt) expect(code).toBe(0);
  else
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('This server has no TS.ADD.') as string,
    });
});
