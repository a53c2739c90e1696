import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ResultRow } from '#shared/contract/pipelines.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { PipelineService } from '#engine/pipelines/supervise/service.ts';
import { WatchedRun } from '#engine/pipelines/supervise/watched-run.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** Runs as screens see them. */
let server: TestServer;
let run: WatchedRun | undefined;
beforeAll(async () => (server = await startRedisServer()));
afterAll(() => server.stop());
afterEach(() => run?.stop());

function start(file: Record<string, unknown>): WatchedRun {
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'x' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return (run = new WatchedRun({
    pipelines: read.pipelines,
    access: { target: server.target(), password: undefined },
    connectionId: 'test',
    offline: false,
    userAgent: 'Millrace tests',
  }));
}

test('results are listed also where the sink takes no rows; no window is listed as closed and as open', async () => {
  const file = {
    name: 'Counted',
    source: { type: 'generator', fields: { k: '{{seq % 3}}' }, count: 900, rate: 300 },
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '1s' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
    flush: '50ms',
  };
  const watched = start(file);
  const cellOf = ({ start, key }: ResultRow) => `${start} ${key}`;
  let twice = 0;
  watched.changes.subscribe(() => {
    const { rows, open } = watched.state;
    const closed = new Set(rows.map(cellOf));
    twice += open.filter(row => closed.has(cellOf(row))).length;
  });
  const { rows, open } = await until(
    () => watched.state,
    ({ state }) => state === 'ended',
  );
  expect(twice).toBe(0);
  expect(open).toEqual([]);
  expect(new Set(rows.map(row => row.start)).size).toBeGreaterThan(2);
  const counted = new Map<string, number>();
  for (const { start, key, values } of rows) counted.set(`n:${key} ${start / 1_000}`, Number(values[0]![1]));
  const stored = new Map<string, number>();
  for (const key of ['n:0', 'n:1', 'n:2']) {
    const flat = ((await server.ask('HGETALL', key)) as Buffer[]).map(String);
    for (let index = 0; index < flat.length; index += 2)
      stored.set(`${key} ${flat[index]}`, Number(flat[index + 1]));
  }
  expect(counted).toEqual(stored);
});

test('files that keep their positions under one key do not drive each other out: the second is refused', async () => {
  const settingsFolder = await mkdtemp(join(tmpdir(), 'millrace-twins-'));
  const service = await PipelineService.open({
    settingsFolder,
    readOnly: null,
    log: () => {},
    userAgent: 'Millrace tests',
    isSandbox: () => false,
    connectionName: () => 'local',
    access: async () => ({ target: server.target(), password: undefined }),
  });
  const text = (more: object) =>
    JSON.stringify({
      source: { type: 'stream', keys: ['in'] },
      sinks: [{ type: 'stream', key: 'out' }],
      ...more,
    });
  try {
    const first = await service.save(undefined, 'Orders', text({ name: 'Orders' }), false);
    const copy = await service.save(undefined, 'Orders copy', text({ name: 'Orders' }), false);
    const unnamed = await service.save(undefined, 'Orders too', text({}), false);
    await service.start(first, 'c', false, null);
    await expect(service.start(copy, 'c', false, null)).rejects.toThrow(
      '"Orders" is running and keeps its position under the same key, millrace:{orders}:0.',
    );
    await service.start(unnamed, 'c', false, null);
    const twoRun = () =>
      until(
        () => service.list().map(({ id, state }) => ({ id, state })),
        listed => listed.filter(({ state }) => state === 'running').length === 2,
      );
    await twoRun();
    await service.stop(first);
    await service.start(copy, 'c', false, null);
    const states = await twoRun();
    expect(states).toContainEqual({ id: first, state: 'ended' });
  } finally {
    await service.close();
    await rm(settingsFolder, { recursive: true, force: true });
  }
});

test.each([
  ['of a group', { group: 'g', consumer: 'c' }],
  ['alone', {}],
])('a drain ends also while the stream %s goes on, with all that came before it', async (_, source) => {
  await server.ask('FLUSHALL');
  const watched = start({
    name: 'Drained',
    source: { type: 'stream', keys: ['busy'], ...source },
    sinks: [{ type: 'stream', key: 'out' }],
  });
  const done = new AbortController();
  const write = async () => {
    for (let n = 0; !done.signal.aborted; n++) {
      await server.ask('XADD', 'busy', '*', 'n', n);
      await setTimeout(5);
    }
  };
  const writing = write();
  try {
    await until(
      () => server.ask('XLEN', 'out'),
      length => Number(length) > 50,
    );
    const before = Number(await server.ask('XLEN', 'busy'));
    watched.drain();
    await until(
      () => watched.state,
      ({ state }) => state === 'ended',
    );
    expect(Number(await server.ask('XLEN', 'out'))).toBeGreaterThanOrEqual(before);
  } finally {
    done.abort();
    await writing;
  }
});
