import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { DryRunState } from '#shared/contract/compose.ts';
import type { Composer } from '#engine/pipelines/compose/composer.ts';
import { composed, openTestComposer, stateWith } from '../support/composer.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** Dry runs, by a user who may only read: what would be written is refused by the server, and there is nothing to refuse. */
let server: TestServer;
let folder: string;
let composer: Composer;
beforeAll(async () => {
  server = await startRedisServer();
  await server.ask(
    'ACL',
    'SETUSER',
    'reader',
    'on',
    '>p',
    '~*',
    '&*',
    '+@all',
    '-@write',
    '-publish',
    '-eval',
  );
  folder = await mkdtemp(join(tmpdir(), 'millrace-dry-run-'));
  ({ composer } = await openTestComposer(folder, server.target({ username: 'reader' }), 'p'));
});
afterEach(() => server.ask('FLUSHALL'));
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const dryRun = (file: Record<string, unknown>, holds: (state: DryRunState) => boolean) =>
  stateWith(signal => composer.dryRun(composed({ name: 'Dry', ...file }), signal), holds);

/** What Redis refused, and whether anything was written. */
async function traces(): Promise<{ keys: unknown; refused: string[] }> {
  const log = (await server.ask('ACL', 'LOG')) as Buffer[][];
  return { keys: ((await server.ask('KEYS', '*')) as Buffer[]).map(String).sort(), refused: log.map(String) };
}

const counted = {
  groupBy: ['event.country'],
  window: { type: 'tumbling', size: '1s' },
  aggregate: { orders: { count: true } },
  flush: '50ms',
};

test('live messages are counted, and nothing is written: neither to Redis nor to a file', async () => {
  const path = join(folder, 'rows.jsonl');
  const running = dryRun(
    {
      source: { type: 'channel', channels: ['orders'] },
      ...counted,
      sinks: [
        { type: 'timeSeries', prefix: 'orders:' },
        { type: 'leaderboard', key: 'board:{epoch}' },
        { type: 'stream', key: 'rows' },
        { type: 'file', path },
      ],
    },
    ({ rows, transaction, figures }) => rows.length > 0 && transaction !== null && figures.matched > 0,
  );
  await until(
    async () => String(await server.ask('PUBSUB', 'NUMSUB', 'orders')),
    answer => answer === 'orders,1',
  );
  const publishing = setInterval(() => void server.ask('PUBLISH', 'orders', '{"country":"de"}'), 20);
  try {
    const { rows, figures, log } = await running;
    expect(rows[0]).toMatchObject({ key: 'de', values: [['orders', expect.stringMatching(/^\d+$/)]] });
    expect(figures.matched).toBeGreaterThan(0);
    expect(log[0]!.text).toBe('A dry run: nothing is written.');
  } finally {
    clearInterval(publishing);
  }
  expect(await traces()).toEqual({ keys: [], refused: [] });
  expect(existsSync(path)).toBe(false);
});

test('the entries of a group are looked at from the newest on: no group is made, none is acknowledged', async () => {
  for (let n = 1; n <= 1_500; n++)
    await server.ask('XADD', 'orders', `1-${n}`, 'country', n % 2 ? 'de' : 'fr');
  await server.ask('XGROUP', 'CREATE', 'orders', 'others', '0');
  const before = await server.ask('XINFO', 'GROUPS', 'orders');
  const { figures, transaction } = await dryRun(
    {
      source: { type: 'stream', keys: ['orders'], group: 'workers', claimIdle: '5s' },
      ...counted,
      sinks: [{ type: 'timeSeries', prefix: 'orders:' }],
    },
    // Figures and the transaction are told one after the other.
    ({ figures, transaction }) => figures.received >= 1_000 && (transaction?.commands.length ?? 0) > 0,
  );
  expect(figures.received).toBe(1_000);
  expect(transaction!.commands.join('\n')).toMatch(/HINCRBY orders:de/);
  expect(await traces()).toEqual({ keys: ['orders'], refused: [] });
  expect(await server.ask('XINFO', 'GROUPS', 'orders')).toEqual(before);
});

test('the elements of a list stay there', async () => {
  for (let n = 1; n <= 50; n++) await server.ask('RPUSH', 'jobs', `{"country":"c${n % 5}"}`);
  const running = dryRun(
    { source: { type: 'list', key: 'jobs' }, sinks: [{ type: 'publish', channel: 'done' }] },
    ({ figures }) => figures.matched >= 51,
  );
  await server.ask('RPUSH', 'jobs', '{"country":"last"}');
  expect((await running).figures.matched).toBe(51);
  expect(await server.ask('LLEN', 'jobs')).toBe('51');
  expect(await traces()).toEqual({ keys: ['jobs'], refused: [] });
});

test('what has an end, ends; windows that were open are told with it', async () => {
  const state = await dryRun(
    {
      source: { type: 'generator', fields: { country: 'c{{seq % 2}}' }, count: 10 },
      ...counted,
      window: { type: 'tumbling', size: '1d' },
      sinks: [{ type: 'timeSeries', prefix: 'orders:' }],
    },
    ({ ended }) => ended,
  );
  expect(state).toMatchObject({ error: null, figures: { received: 10, matched: 10 } });
  expect(state.rows.map(({ key, values }) => [key, values])).toEqual([
    ['c0', [['orders', '5']]],
    ['c1', [['orders', '5']]],
  ]);
});

test('the end of the stream of states ends the run', async () => {
  const source = { type: 'channel', channels: ['orders'] };
  await dryRun({ source, sinks: [{ type: 'chart' }], ...counted }, () => true);
  await until(
    async () => String(await server.ask('CLIENT', 'LIST')),
    clients => !clients.includes('name=millrace-channel'),
  );
});

test('a file with a problem does not start', async () => {
  const file = {
    source: { type: 'channel', channels: ['orders'] },
    where: 'event.',
    sinks: [{ type: 'stdout' }],
  };
  await expect(dryRun(file, () => true)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('where'),
  });
});
