import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SampledEvent } from '#shared/contract/compose.ts';
import { compilePlan, type Plan } from '#shared/pipeline/plan.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { RedisClient, type Command, type Reply } from '#engine/connections/redis-client.ts';
import { runOver } from '#engine/pipelines/compose/preview.ts';
import { sourceEventOf } from '#engine/pipelines/events/sampled-event.ts';
import { RedisLink } from '#engine/pipelines/run/redis-link.ts';
import { Runner } from '#engine/pipelines/run/runner.ts';
import type { Row } from '#engine/pipelines/sinks/rows.ts';
import type { Source } from '#engine/pipelines/sources/source.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** What the composer shows of a sample is what a run makes of the same events, in Redis. */
let server: TestServer;
let client: RedisClient;
beforeAll(async () => {
  server = await startRedisServer();
  client = await RedisClient.open(server.target(), { purpose: 'test' });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const noon = Date.parse('2026-01-01T12:00:00Z');

const event = fc.record(
  {
    id: fc.integer({ min: 1, max: 12 }),
    user: fc.constantFrom('ada', 'bob', 'cyd', 7, true),
    n: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.5, 2.25, 'much', null)),
    at: fc.integer({ min: -40, max: 0 }).map(seconds => noon + seconds * 1_000),
    extra: fc.string(),
  },
  { requiredKeys: ['id', 'at'] },
);
const payload = fc.oneof(
  { weight: 9, arbitrary: event.map(value => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom('not json', '[]', '"text"') },
);
const sample = fc.array(payload, { minLength: 1, maxLength: 40 }).map(payloads =>
  payloads.map((text, index): SampledEvent => ({
    seq: index,
    receivedAt: noon,
    payload: Buffer.from(text),
    value: null,
    fields: null,
    channel: null,
    pattern: null,
    key: null,
    id: null,
    name: null,
  })),
);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const common = {
  where: maybe(fc.constantFrom('event.id > 3', 'event.n > 0', 'has(event.user) && event.user != "bob"')),
  sample: maybe(fc.constantFrom({ share: 0.5 }, { share: 0.5, by: 'event.user' })),
  dedupe: maybe(fc.constantFrom({ by: 'event.id' }, { by: 'event.id', within: '10s' })),
  rateLimit: maybe(fc.constantFrom({ events: 20 }, { events: 3, per: '1m', by: 'event.user' })),
  select: maybe(
    fc.constantFrom(
      { fields: { double: 'event.n * 2' }, rest: 'keep' },
      { fields: { user: 'event.user', n: 'event.n', at: 'event.at', id: 'event.id' } },
    ),
  ),
  invalid: maybe(fc.constantFrom({ as: 'unknown' }, { sinks: [{ type: 'stream', key: 'invalid' }] })),
};
const withoutWindow = fc.record({
  ...common,
  sinks: fc.constantFrom(
    [
      { type: 'list', key: 'l', maxLen: 5 },
      { type: 'stream', key: 'st' },
    ],
    [
      { type: 'set', key: 's', member: 'event.user', where: 'event.n < 10' },
      { type: 'hash', key: 'h', field: 'event.id' },
    ],
  ),
});
const time = fc.constantFrom('processing', { event: 'event.at', lateness: '5s' }, { event: 'event.at' });
const withWindow = fc.record({
  ...common,
  groupBy: fc.constantFrom(['event.user'], ['event.user', 'event.id % 2'], []),
  window: fc.oneof(
    fc.record({ type: fc.constant('tumbling'), size: fc.constant('10s'), time }),
    fc.record({ type: fc.constant('sliding'), size: fc.constant('10s'), every: fc.constant('5s'), time }),
    fc.record({ type: fc.constant('session'), gap: fc.constant('4s'), time }),
  ),
  aggregate: fc.constant({
    n: { count: true },
    sum: { sum: 'event.n' },
    most: { max: 'event.n' },
    ids: { distinct: 'event.id' },
    last: { last: 'event.id' },
    top: { top: { of: 'event.id', n: 2 } },
  }),
  having: maybe(fc.constantFrom('row.n > 1', 'row.sum >= 0')),
  late: maybe(fc.constant({ sinks: [{ type: 'list', key: 'late' }] })),
  sinks: fc.constantFrom(
    [{ type: 'timeSeries', prefix: 'ts:', total: 'ts', members: 'members', value: 'sum' }],
    [
      { type: 'leaderboard', key: 'board:{epoch}', value: 'most' },
      { type: 'stream', key: 'rows' },
    ],
    [
      { type: 'list', key: 'rows' },
      { type: 'set', key: 'keys', member: 'row.key', where: 'row.n > 1' },
    ],
  ),
});
const file = fc
  .oneof(withoutWindow, withWindow)
  .map(members => Object.assign({ name: 'Same', source: { type: 'channel', channels: ['c'] } }, members));

test('a preview shows what a run does to the same events', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(file, sample, async (members, events) => {
      const read = readPipelines(JSON.stringify(members), { environment: {}, fallbackName: 'x' });
      // Not all that is generated goes together: a session adds nothing up in Redis.
      fc.pre(read.ok);
      const plan = compilePlan(read.pipelines[0]!);
      const seen = await runOver(plan, events);
      const ran = await runInRedis(plan, events);
      expect(sorted(seen.rows)).toEqual(sorted(ran.rows));
      expect(seen.events.filter(({ stoppedAt }) => stoppedAt === 'decode')).toHaveLength(
        ran.counts.received - ran.counts.decoded,
      );
      expect(seen.events.filter(({ stoppedAt }) => stoppedAt === null)).toHaveLength(
        ran.counts.matched - ran.counts.late,
      );
      await server.ask('FLUSHALL');
      for (const reply of await client.pipeline(seen.writer!.lastCommands))
        expect(reply).not.toBeInstanceOf(Error);
      expect(await contents()).toEqual(ran.contents);
      compared++;
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(50);
});

async function runInRedis(plan: Plan, events: readonly SampledEvent[]) {
  await server.ask('FLUSHALL');
  const rows: Row[] = [];
  const link = new RedisLink({ target: server.target(), password: undefined }, () => {});
  const source: Source = {
    open: async () => {},
    async read(inbox) {
      for (const sampled of events) inbox.put(sourceEventOf(sampled, plan.file.source));
    },
    close() {},
  };
  const runner = new Runner({
    plan,
    link,
    keepOpen: true,
    makeSource: () => source,
    host: { log: () => {}, writeStdout: async () => {}, rows: some => void rows.push(...some) },
    clock: { now: () => noon },
  });
  await runner.prepare();
  await runner.run();
  link.close();
  return { rows, counts: runner.status().counts, contents: await contents() };
}

/** Everything in Redis but checkpoints: ids of entries and the order in hashes and sets are no part of it. */
async function contents(): Promise<Record<string, unknown>> {
  const keys = ((await client.call('KEYS', '*')) as Buffer[])
    .map(String)
    .filter(key => !key.startsWith('millrace:'));
  const found: Record<string, unknown> = {};
  for (const key of keys.sort()) {
    const type = String(await client.call('TYPE', key));
    found[`${type} ${key}`] = shapes[type]!(await client.send(readers[type]!(key)));
  }
  return found;
}

const readers: Record<string, (key: string) => Command> = {
  string: key => ['GET', key],
  hash: key => ['HGETALL', key],
  list: key => ['LRANGE', key, 0, -1],
  set: key => ['SMEMBERS', key],
  zset: key => ['ZRANGE', key, 0, -1, 'WITHSCORES'],
  stream: key => ['XRANGE', key, '-', '+'],
};
const textsOf = (reply: Reply) => (reply as Buffer[]).map(String);
const shapes: Record<string, (reply: Reply) => unknown> = {
  string: String,
  hash: reply =>
    new Map(textsOf(reply).flatMap((text, index, all) => (index % 2 ? [] : [[text, all[index + 1]!]]))),
  list: textsOf,
  set: reply => textsOf(reply).sort(),
  zset: textsOf,
  stream: reply => (reply as Reply[][]).map(([, fields]) => textsOf(fields!)),
};

const sorted = (rows: readonly Row[]) => rows.map(row => JSON.stringify(row, bigText)).sort();
const bigText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
