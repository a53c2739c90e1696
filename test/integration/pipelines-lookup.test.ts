import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { compilePlan, type Plan } from '#shared/pipeline/plan.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { newEvent } from '#engine/pipelines/events/event.ts';
import { Incidents } from '#engine/pipelines/run/incidents.ts';
import { Lookups } from '#engine/pipelines/run/lookups.ts';
import { RedisLink } from '#engine/pipelines/run/redis-link.ts';
import { composed, openTestComposer } from '../support/composer.ts';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** What Redis holds under a key that an event names, as a field of the event. */
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-lookup-'));
});
afterEach(() => server.ask('FLUSHALL'));
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const lookup = {
  user: { key: '"user:" + event.id' },
  plan: { key: '"user:" + event.id', fields: ['plan', 'none'] },
  rate: { key: '"rate:" + event.id', type: 'string' },
};
async function filled(): Promise<void> {
  await server.ask('HSET', 'user:a', 'name', 'Ada', 'plan', 'pro');
  await server.ask('HSET', 'user:b', 'name', Buffer.from([0xff]));
  await server.ask('SET', 'rate:a', '7');
  await server.ask('LPUSH', 'rate:b', 'x');
}
async function written(members: Record<string, unknown>): Promise<string> {
  const path = join(folder, 'lookup.json');
  await writeFile(path, JSON.stringify({ name: 'Lookup', ...members }));
  return path;
}

test('hashes, some of their fields, and strings; what is missing or of another type is null', async () => {
  await filled();
  const source = { type: 'generator', fields: { id: '{{["a", "b", "c"][seq]}}' }, count: 3 };
  const path = await written({ source, lookup, sinks: [{ type: 'stdout' }] });
  const { stdout } = await runCommand(['run', path], { REDIS_URL: server.url });
  expect(
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as object),
  ).toEqual([
    { id: 'a', user: { name: 'Ada', plan: 'pro' }, plan: { plan: 'pro' }, rate: '7' },
    { id: 'b', user: { name: { base64: '/w==' } }, plan: null, rate: null },
    { id: 'c', user: null, plan: null, rate: null },
  ]);
});

test('the composer shows what was looked up, and offers its fields', async () => {
  await filled();
  const { composer } = await openTestComposer(folder, server.target());
  const file = {
    source: { type: 'channel', channels: ['c'] },
    lookup,
    select: { fields: { plan: 'event.user.plan' } },
    sinks: [{ type: 'stdout' }],
  };
  const nothing = {
    value: null,
    fields: null,
    channel: null,
    pattern: null,
    key: null,
    id: null,
    name: null,
  };
  const events = ['{"id":"a"}', '{"id":"b"}', '"text"'].map((payload, seq) =>
    Object.assign({ seq, receivedAt: 0, payload: Buffer.from(payload) }, nothing),
  );
  const seen = await composer.preview(composed(file), events);
  expect(seen.steps.map(({ step, out }) => [step, out])).toEqual([
    ['source', 3],
    ['decode', 3],
    ['lookup', 2],
    ['select', 1],
    ['sinks', 1],
  ]);
  expect(seen.events[0]).toMatchObject({ selected: '{"plan":"pro"}' });
  expect(JSON.parse(seen.events[0]!.lookedUp!)).toMatchObject({ rate: '7', user: { name: 'Ada' } });
  expect(seen.events[2]).toMatchObject({
    stoppedAt: 'lookup',
    reason: expect.stringMatching(/has no fields/),
  });
  expect(seen.fields.lookedUp!.map(({ path }) => path)).toContain('event.user.plan');
});

function planOf(members: object): Plan {
  const file = { source: { type: 'channel', channels: ['c'] }, sinks: [{ type: 'stdout' }], ...members };
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'x' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return compilePlan(read.pipelines[0]!);
}

test('a value is remembered as long as it may be old, and so many of them', async () => {
  const plan = planOf({
    lookup: { rate: { key: 'event', type: 'string', keep: 2, age: '1h' } },
    decode: 'text',
  });
  const link = new RedisLink({ target: server.target(), password: undefined }, () => {});
  const lookups = new Lookups(plan, link, new Incidents(() => {}));
  const load = (...keys: string[]) =>
    lookups.load(
      keys.map(key => newEvent(key, 0)),
      work => work(),
    );
  const reads = async () =>
    Number(/cmdstat_get:calls=(\d+)/.exec(String(await server.ask('INFO', 'commandstats')))?.[1] ?? 0);
  await server.ask('CONFIG', 'RESETSTAT');
  await server.ask('SET', 'a', '1');
  await load('a', 'a', 'b', 'c');
  expect(await reads()).toBe(3);
  await server.ask('SET', 'a', '2');
  expect(lookups.value(plan.lookups[0]!, 'a')).toBe('1');
  // Three were read, two are kept: the first is read anew.
  await load('b', 'c');
  expect(await reads()).toBe(3);
  await load('a');
  expect([await reads(), lookups.value(plan.lookups[0]!, 'a')]).toEqual([4, '2']);
  lookups.close();
  link.close();
});

test('events wait for a server that is away, and none is lost or counted twice', async () => {
  await filled();
  const source = { type: 'generator', fields: { id: 'a', n: '{{seq}}' }, rate: 200, count: 600 };
  const once = { user: { key: '"user:" + event.id', age: '1ms' } };
  const path = await written({ source, lookup: once, sinks: [{ type: 'stdout' }] });
  const running = startCommand(['run', path], { REDIS_URL: server.url });
  await happened('it runs', () => running.stdout().includes('\n'));
  await server.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  const { code, stdout } = await running.finished;
  const numbers = stdout
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { n: number }).n);
  expect({ code, numbers }).toEqual({ code: 0, numbers: Array.from({ length: 600 }, (_, n) => n) });
});

test('what a file cannot mean is said', () => {
  expect(() => planOf({ lookup: {} })).toThrow(/is empty/);
  expect(() => planOf({ lookup: { a: { key: 'event.' } } })).toThrow(/lookup/);
  expect(() => planOf({ lookup: { a: { key: 'event.k', type: 'string', fields: ['x'] } } })).toThrow(
    /is for a hash/,
  );
});
