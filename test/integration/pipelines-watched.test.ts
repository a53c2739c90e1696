import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ResultRow } from '#shared/contract/pipelines.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { WatchedRun } from '#engine/pipelines/watched-run.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** Runs as screens see them. */
let server: TestServer;
let run: WatchedRun | undefined;
beforeAll(async () => (server = await startRedisServer()));
afterAll(() => server.stop());
afterEach(() => run?.stop());

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
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'x' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const watched = (run = new WatchedRun({
    pipelines: read.pipelines,
    access: { target: server.target(), password: undefined },
    connectionId: 'test',
    offline: false,
    userAgent: 'Millrace tests',
  }));
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
