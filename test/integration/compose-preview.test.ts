import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Preview, SampledEvent } from '#shared/contract/compose.ts';
import type { Composer } from '#engine/pipelines/compose/composer.ts';
import { serverText } from '#engine/connections/server-text.ts';
import type { DocumentStore } from '#engine/pipelines/file/document-store.ts';
import type { RunHistory } from '#engine/pipelines/history/run-history.ts';
import { composed, openTestComposer } from '../support/composer.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** What each step makes of a sample, as the composer shows it. */
let server: TestServer;
let folder: string;
let composer: Composer;
let documents: DocumentStore;
let history: RunHistory;
beforeAll(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-preview-'));
  ({ composer, documents, history } = await openTestComposer(folder, server.target()));
});
afterEach(() => server.ask('FLUSHALL'));
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const noon = Date.parse('2026-01-01T12:00:00Z');

/** Messages of a channel, a second apart. */
function messages(...payloads: unknown[]): SampledEvent[] {
  return payloads.map((payload, index) => ({
    seq: index + 1,
    receivedAt: noon + index * 1_000,
    payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    value: null,
    fields: null,
    channel: Buffer.from('orders'),
    pattern: null,
    key: null,
    id: null,
    name: null,
  }));
}

const source = { type: 'channel', channels: ['orders'] };
const preview = (file: Record<string, unknown>, events: SampledEvent[]) =>
  composer.preview(composed({ name: 'Orders', source, ...file }), events);
const outs = ({ steps }: Preview) => Object.fromEntries(steps.map(({ step, out }) => [step, out]));

const orders = messages(
  { type: 'paid', country: 'de', amount: 10 },
  { type: 'created', country: 'fr', amount: 5 },
  'not json',
  { type: 'paid', country: 'de', amount: 20 },
  { country: 'us', amount: 1 },
  { type: 'paid', country: 'us', amount: 'much' },
  { type: 'paid', country: 'us', amount: 30 },
);
const counted = {
  where: 'event.type == "paid"',
  select: { fields: { country: 'event.country', amount: 'event.amount' } },
  groupBy: ['event.country'],
  window: { type: 'tumbling', size: '5s' },
  aggregate: { orders: { count: true }, revenue: { sum: 'event.amount' } },
  sinks: [
    { type: 'timeSeries', prefix: 'orders:', value: 'orders' },
    { type: 'publish', channel: 'orders.summary' },
  ],
};

test('every step says how many leave it, every event how far it came and why', async () => {
  const seen = await preview(counted, orders);
  expect(seen.problems).toEqual([]);
  expect(outs(seen)).toEqual({
    source: 7,
    decode: 6,
    where: 4,
    select: 4,
    groupBy: 2,
    window: 2,
    aggregate: 2,
    sinks: 2,
  });
  expect(seen.events.map(({ stoppedAt, key }) => [stoppedAt, key])).toEqual([
    [null, 'de'],
    ['where', null],
    ['decode', null],
    [null, 'de'],
    ['where', null],
    ['aggregate', null],
    [null, 'us'],
  ]);
  const reasons = seen.events.map(({ reason }) => reason);
  expect(reasons).toEqual([
    null,
    null,
    expect.stringMatching(/JSON/),
    null,
    expect.stringMatching(/type/),
    expect.stringMatching(/^revenue: .*is not a number/),
    null,
  ]);
  expect(seen.events[0]).toMatchObject({
    time: noon,
    decoded: '{"type":"paid","country":"de","amount":10}',
    selected: '{"country":"de","amount":10}',
    windows: [{ start: noon, end: noon + 5_000 }],
  });
  expect(seen.windows).toEqual([
    { start: noon, end: noon + 5_000, isClosed: true, events: 2 },
    { start: noon + 5_000, end: noon + 10_000, isClosed: false, events: 1 },
  ]);
  expect(seen.rows.map(({ key, values, open }) => [key, Object.fromEntries(values), open])).toEqual([
    ['de', { orders: '2', revenue: '30' }, false],
    ['us', { orders: '1', revenue: '30' }, true],
  ]);
  expect(seen.fields.decoded.find(({ path }) => path === 'event.country')).toMatchObject({ events: 6 });
  expect(seen.fields.selected!.map(({ path }) => path)).toEqual(['event.country', 'event.amount']);
});

test('the transaction that these events would make, what it promises, and what would make that stronger', async () => {
  const { transaction, guarantee, stronger } = await preview(counted, orders);
  expect(transaction!.commands.slice(0, 4)).toEqual([
    `HINCRBY orders:de ${noon / 1_000} 2`,
    `HINCRBY orders:us ${noon / 1_000 + 5} 1`,
    expect.stringMatching(/^PUBLISH orders\.summary '\{"window":\{"start":"2026-01-01T12:00:00/),
    expect.stringMatching(/^PUBLISH orders\.summary '\{"window":\{"start":"2026-01-01T12:00:05/),
  ]);
  expect(transaction!.commands.at(-1)).toMatch(/^HSET millrace:\{orders\}:0 seq 1 /);
  expect(guarantee).toMatch(/at most once/);
  expect(stronger).toEqual({ text: expect.stringMatching(/XADD/), path: ['source', 'type'] });
  expect(await server.ask('DBSIZE')).toBe('0');
});

test('what the keys hold already, and whether that is in the way', async () => {
  for (let n = 0; n < 1_204; n++) await server.ask('HSET', 'orders:de', n, n);
  await server.ask('RPUSH', 'orders:us', 'a');
  // One of the names that would be offered is taken, by a key of one of these events.
  await server.ask('SET', 'orders-2:us', 'x');
  const instead = { path: ['sinks', 0, 'prefix'], value: 'orders-3:' };
  const { targets } = await preview(counted, orders);
  expect(targets).toEqual([
    { sink: 0, key: 'orders:de', text: 'holds a hash with 1,204 fields already', isInTheWay: false, instead },
    {
      sink: 0,
      key: 'orders:us',
      text: 'holds a list with 1 element already; this sink needs a hash',
      isInTheWay: true,
      instead,
    },
  ]);
  const other = {
    ...counted,
    sinks: [{ type: 'timeSeries', prefix: instead.value, value: 'orders' }],
  };
  expect((await preview(other, orders)).targets).toEqual([]);
});

test('what earlier runs of the same file wrote there is no surprise, unless it is something else by now', async () => {
  const file = { name: 'Orders', source, ...counted };
  const id = await documents.save(undefined, 'Orders', JSON.stringify(file), false);
  const keysOf = async (sinks = file.sinks) =>
    (await composer.preview(composed({ ...file, sinks }, id), orders)).targets.map(({ key }) => key);
  for (const key of ['orders:de', 'other:us']) await server.ask('HSET', key, 'n', 1);
  await server.ask('RPUSH', 'orders:us', 'a');
  const ranOn = (name: string) => {
    const connection = { name: 'a server', server: name };
    const beginning = { name: 'Orders', startedAt: noon, offline: false, connection };
    const standing = { restarts: 0, pipelines: [], over: null };
    return history.begin(id, { ...beginning, text: JSON.stringify(file) }, () => standing);
  };
  await ranOn('elsewhere:6379/0');
  expect(await keysOf()).toEqual(['orders:de', 'orders:us']);
  await ranOn(serverText(server.target()));
  expect(await keysOf()).toEqual(['orders:us']);
  expect(await keysOf([{ type: 'timeSeries', prefix: 'other:', value: 'orders' }])).toEqual(['other:us']);
});

test('another name is offered for whatever names a key: a total, a leaderboard, the sink of invalid events', async () => {
  for (const key of ['all', 'orders:0', '0', 'dead']) await server.ask('RPUSH', key, 'x');
  const file = {
    ...counted,
    aggregate: { orders: { count: true } },
    sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'all' }, { type: 'leaderboard' }],
    invalid: { sinks: [{ type: 'stream', key: 'dead' }] },
  };
  const { targets, problems } = await preview(file, [...orders, ...messages('nonsense')]);
  expect(problems).toEqual([]);
  expect(targets.map(({ key, instead }) => [key, instead?.path.join('.'), instead?.value])).toEqual([
    ['all', 'sinks.0.total', 'all-2'],
    ['dead', 'invalid.sinks.0.key', 'dead-2'],
    ['0', 'sinks.1.key', 'orders-2:{epoch}'],
  ]);
});

describe('a file with problems', () => {
  test.each([
    ['where', { where: 'event.type ==' }, { source: 7, decode: 6, where: null, groupBy: null }],
    ['groupBy', { groupBy: ['event.'] }, { where: 4, select: 4, groupBy: null, window: null }],
    ['no window', { window: undefined }, { groupBy: 2, window: null, aggregate: null, sinks: null }],
    ['no aggregate', { aggregate: undefined }, { groupBy: 2, window: 2, aggregate: null, sinks: null }],
    ['no sinks', { sinks: [] }, { window: 2, aggregate: 2, sinks: null }],
    ['an unknown member', { tpyo: 1 }, { aggregate: 2, sinks: 2 }],
    ['the source', { source: { type: 'channel' } }, { source: null, decode: null, sinks: null }],
  ])('%s: the steps before it have figures', async (_, members, expected) => {
    const seen = await preview({ ...counted, ...members }, orders);
    expect(seen.problems).not.toEqual([]);
    expect(outs(seen)).toMatchObject(expected);
    const isComplete = seen.steps.every(({ out }) => out !== null);
    expect(seen.guarantee === '').toBe(!isComplete);
  });

  test('text that is not JSON has no steps, and says where it is wrong', async () => {
    const of = { ...composed({}), text: '{"source": ' };
    expect(await composer.preview(of, orders)).toMatchObject({
      steps: [],
      problems: [{ message: expect.stringContaining('is not JSON') }],
    });
  });
});

test('windows by event time: what is late says so, and windows close by the watermark', async () => {
  const at = (seconds: number) => ({ at: noon + seconds * 1_000 });
  const seen = await preview(
    {
      window: { type: 'tumbling', size: '10s', time: { event: 'event.at', lateness: '0s' } },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'stdout' }],
    },
    messages(at(-60), at(-30), at(-58), at(-29)).map(event => Object.assign(event, { receivedAt: noon })),
  );
  expect(seen.events.map(({ stoppedAt, reason, windows }) => [stoppedAt, reason, windows.length])).toEqual([
    [null, null, 1],
    [null, null, 1],
    ['window', 'came after its window had closed', 0],
    [null, null, 1],
  ]);
  expect(seen.windows.map(({ isClosed, events }) => [isClosed, events])).toEqual([
    [true, 1],
    [false, 2],
  ]);
  expect(seen.transaction).toBeNull();
});

test('sessions grow together: each event is shown in the one that it ended up in', async () => {
  const seen = await preview(
    {
      groupBy: ['event.user'],
      window: { type: 'session', gap: '2s' },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'chart' }],
    },
    messages({ user: 'a' }, { user: 'a' }, { user: 'b' }, { user: 'b' }),
  );
  const a = { start: noon, end: noon + 3_000 };
  const b = { start: noon + 2_000, end: noon + 5_000 };
  expect(seen.events.map(({ windows }) => windows)).toEqual([[a], [a], [b], [b]]);
  expect(seen.windows.map(({ events }) => events)).toEqual([2, 2]);
});

test('an expression that asks for a field that none has names the nearest', async () => {
  const { hints } = await preview(
    { ...counted, where: 'event.tpye == "paid"', having: 'row.revenu > 1' },
    orders,
  );
  expect(hints).toEqual([
    { step: 'where', text: 'event.tpye: no event of the sample has this field. Did you mean event.type?' },
    { step: 'having', text: 'row.revenu: rows have no such member. Did you mean row.revenue?' },
  ]);
  const select = { fields: { country: 'event.country', amount: 'event.amount' } };
  const grouped = await preview({ ...counted, select, groupBy: ['event.contry'] }, orders);
  expect(grouped.hints).toEqual([
    {
      step: 'groupBy',
      text: 'event.contry: no event of the sample has this field. Did you mean event.country?',
    },
  ]);
});

test('a field that is looked up later is said to be that; one of the same name that events have is not', async () => {
  const lookup = { user: { key: 'event.country' } };
  const where = 'event.user.plan == "pro"';
  const { hints } = await preview({ ...counted, lookup, where }, orders);
  expect(hints).toEqual([
    {
      step: 'where',
      text: 'event.user is looked up behind this step. Ask for it in select, in groupBy, or in the "where" of a sink.',
    },
  ]);
  const own = messages({ user: { plan: 'free' }, country: 'de' });
  expect((await preview({ ...counted, lookup, where }, own)).hints).toEqual([]);
});

test('twenty events that have nothing in common: each is told what becomes of it, and every field is one of one event', async () => {
  const strange = [
    { a: 1 },
    ['list'],
    '"text"',
    '17',
    'true',
    'null',
    'nonsense',
    '',
    '{"b":',
    { c: { d: { e: null } } },
    '9007199254740993',
    { '': 'no name', __proto__: 1 },
    ...Array.from({ length: 8 }, (_, n) => ({ [`field ${n}`]: n })),
  ];
  const seen = await preview({ sinks: [{ type: 'list', key: 'out' }] }, messages(...strange));
  expect(seen.events).toHaveLength(20);
  expect(seen.events.filter(({ stoppedAt }) => stoppedAt === 'decode')).toHaveLength(3);
  expect(outs(seen)).toMatchObject({ source: 20, decode: 17 });
  expect(seen.fields.decoded.filter(({ path }) => path !== 'event').every(({ events }) => events === 1)).toBe(
    true,
  );
  expect(seen.fields.decoded.map(({ path }) => path)).toContain('event["field 7"]');
  const grouped = await preview(
    { ...counted, select: undefined, where: undefined, groupBy: ['event.a'] },
    messages(...strange),
  );
  expect(grouped.events.filter(({ stoppedAt }) => stoppedAt === null)).toHaveLength(0);
});

test('an expression that does not end is ended', async () => {
  const where = `${'[1,2,3,4,5,6,7,8,9].all(a, '.repeat(10)}true${')'.repeat(10)}`;
  await expect(preview({ ...counted, where }, orders)).rejects.toMatchObject({ code: 'timeout' });
});

test('one pipeline of a file with several, whatever the others are', async () => {
  const file = { pipelines: [{ source: { type: 'sse' } }, { source, ...counted }] };
  const seen = await composer.preview({ ...composed(file), index: 1 }, orders);
  expect(outs(seen)).toMatchObject({ aggregate: 2, sinks: 2 });
  await expect(composer.preview({ ...composed(file), index: 2 }, orders)).rejects.toMatchObject({
    code: 'bad-input',
  });
});
