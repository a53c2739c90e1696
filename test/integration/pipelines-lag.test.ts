import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { RedisClient, type Reply } from '#engine/connections/redis-client.ts';
import { LagProbe } from '#engine/pipelines/sources/lag.ts';
import { msBehind } from '#engine/pipelines/sources/stream-lag.ts';
import { RedisLink } from '#engine/pipelines/run/redis-link.ts';
import { WatchedRun } from '#engine/pipelines/supervise/watched-run.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** How far behind a pipeline is, against what Redis says to another client. */
let server: TestServer;
let run: WatchedRun | undefined;
let probe: LagProbe | undefined;
beforeAll(async () => (server = await startRedisServer()));
afterAll(() => server.stop());
beforeEach(() => server.ask('FLUSHALL'));
afterEach(async () => {
  probe?.close();
  await run?.stop();
});

function parse(source: Record<string, unknown>) {
  const file = { name: 'Lagging', source, sinks: [{ type: 'stdout' }] };
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'x' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.pipelines;
}
function start(source: Record<string, unknown>): WatchedRun {
  const access = { target: server.target(), password: undefined };
  run = new WatchedRun({
    pipelines: parse(source),
    access,
    connectionId: 'test',
    offline: false,
    userAgent: 'Millrace tests',
  });
  return run;
}
function probeOf(readUpTo: Record<string, string>): LagProbe {
  const link = new RedisLink({ target: server.target(), password: undefined }, () => {});
  const keys = Object.keys(readUpTo);
  probe = new LagProbe(link, client => msBehind(client, keys, new Map(Object.entries(readUpTo))));
  return probe;
}
async function append(key: string, count: number): Promise<void> {
  const client = await RedisClient.open(server.target(), { purpose: 'publisher' });
  await client.pipeline(Array.from({ length: count }, (_, n) => ['XADD', key, '*', 'n', n]));
  client.close();
}
async function lagInRedis(key: string): Promise<number> {
  const [group] = (await server.ask('XINFO', 'GROUPS', key)) as Reply[][];
  return Number(String(group!.at(-1)));
}
const lagOf = (watched: WatchedRun) => watched.state.pipelines[0]!.lag;

test('of a group: the entries it has not been given, over all keys; unknown when Redis does not know', async () => {
  await append('a', 3_000);
  await append('b', 5_000);
  const watched = start({ type: 'stream', keys: ['a', 'b'], group: 'g', consumer: 'c', work: '1ms' });
  expect(lagOf(watched)).toEqual({ kind: 'entries', entries: null });
  await until(
    () => watched.state.state,
    state => state === 'running',
  );
  watched.pause();
  // What it reads ahead is bounded: then the figure stands still.
  const { expected } = await until(
    async () => ({ expected: (await lagInRedis('a')) + (await lagInRedis('b')), lag: lagOf(watched) }),
    ({ expected: left, lag }) => lag.kind === 'entries' && lag.entries === left,
  );
  expect(expected).toBeGreaterThan(1_000);
  expect(expected).toBeLessThan(8_000);

  // An entry deleted among those to come: from here on the server itself does not know.
  const newest = (await server.ask('XREVRANGE', 'b', '+', '-', 'COUNT', 2)) as [Buffer, Buffer[]][];
  await server.ask('XDEL', 'b', newest[1]![0]);
  await until(
    () => lagOf(watched),
    lag => lag.kind === 'entries' && lag.entries === null,
  );
  await watched.stop();
  expect(lagOf(watched)).toEqual({ kind: 'entries', entries: null });
});

test('of a group that has read everything: nothing', async () => {
  await append('a', 10);
  const watched = start({ type: 'stream', keys: ['a'], group: 'g' });
  await until(
    () => lagOf(watched),
    lag => lag.kind === 'entries' && lag.entries === 0,
  );
  expect(await lagInRedis('a')).toBe(0);
});

test('without a group: the time between the newest entry and the one read last, of the key furthest behind', async () => {
  await server.ask('XADD', 'a', '1000-0', 'n', 1);
  await server.ask('XADD', 'a', '61000-0', 'n', 1);
  await server.ask('XADD', 'b', '5000-3', 'n', 1);
  const behind = probeOf({ a: '1000-0', b: '5000-0' });
  await until(
    () => behind.newest(),
    lag => lag === 60_000,
  );
});

test('a run that has read everything is not behind', async () => {
  await server.ask('XADD', 'a', '1000-0', 'n', 1);
  const watched = start({ type: 'stream', keys: ['a'] });
  await until(
    () => lagOf(watched),
    lag => lag.kind === 'behind' && lag.ms === 0,
  );
});

test('what cannot be read is unknown, also after it was known', async () => {
  await server.ask('XADD', 'a', '1000-0', 'n', 1);
  const known = probeOf({ a: '1000-0' });
  await until(
    () => known.newest(),
    lag => lag === 0,
  );
  await server.ask('DEL', 'a');
  await until(
    () => known.newest(),
    lag => lag === null,
  );
});

test('of other sources: what was read and is not processed', async () => {
  const watched = start({ type: 'generator', payload: '1', rate: 5 });
  await until(
    () => watched.state.state,
    state => state === 'running',
  );
  expect(lagOf(watched)).toMatchObject({ kind: 'waiting', waiting: expect.any(Number) as number });
});
