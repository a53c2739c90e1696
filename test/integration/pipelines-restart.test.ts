import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { WatchedRun } from '#engine/pipelines/supervise/watched-run.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** Runs of the program that fail: they are started again by themselves where that can help. */
let server: TestServer;
let run: WatchedRun | undefined;
beforeAll(async () => (server = await startRedisServer()));
afterAll(() => server.stop());
beforeEach(() => server.ask('FLUSHALL'));
afterEach(() => run?.stop());

/** Loops so long over a long list that the pipeline is ended. */
const slowOverLists = 'event.all(a, event.all(b, event.all(c, event.all(d, a + b + c + d >= 0))))';
const longList = JSON.stringify(Array.from({ length: 500 }, (_, index) => index));

function start(source: Record<string, unknown>): WatchedRun {
  const sinks = [{ type: 'stream', key: 'out' }];
  const file = { name: 'Restarted', source, where: slowOverLists, sinks };
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'x' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const access = { target: server.target(), password: undefined };
  run = new WatchedRun({
    pipelines: read.pipelines,
    access,
    connectionId: 'test',
    offline: false,
    userAgent: 'Millrace tests',
  });
  return run;
}
const stateOf = (watched: WatchedRun, state: string) =>
  until(
    () => watched.state,
    seen => seen.state === state,
  );
const stream = { type: 'stream', keys: ['in'], payloadField: 'data' };

test('after a failure it waits, starts again from its position, and goes on once the cause is gone', async () => {
  await server.ask('XADD', 'in', '1-1', 'data', '[1]');
  const watched = start(stream);
  await until(
    () => server.ask('XLEN', 'out'),
    length => length === '1',
  );
  await server.ask('XADD', 'in', '1-2', 'data', longList);
  const waiting = await stateOf(watched, 'restarting');
  expect(waiting).toMatchObject({ endedAt: null, restart: { attempt: 1 } });
  expect(waiting.error).toMatch(/one event took over 1 s/);
  expect(waiting.restart!.at).toBeGreaterThan(Date.now() - 1_000);
  await stateOf(watched, 'running');
  // The event is still there: it fails a second time, and waits for longer.
  const again = await stateOf(watched, 'restarting');
  expect(again.restart).toMatchObject({ attempt: 2 });
  await server.ask('XDEL', 'in', '1-2');
  await server.ask('XADD', 'in', '1-3', 'data', '[3]');
  watched.restartNow();
  await until(
    () => server.ask('XLEN', 'out'),
    length => length === '2',
  );
  expect((await stateOf(watched, 'running')).restart).toBeNull();
  expect(watched.state.log.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Failed: .*one event took over 1 s/),
      'Starts again in 1 s, attempt 1.',
      'Starts again in 2 s, attempt 2.',
      'Started again. The counters start from zero.',
    ]),
  );
});

test('a stop ends the wait, and nothing starts it again', async () => {
  await server.ask('XADD', 'in', '1-1', 'data', longList);
  const watched = start(stream);
  await stateOf(watched, 'restarting');
  await watched.stop();
  expect(watched.state).toMatchObject({ state: 'ended', restart: null });
  expect(watched.isLive).toBe(false);
  watched.restartNow();
  expect(watched.state.state).toBe('ended');
});

test('a source that starts over is not started again: it would send twice what it has sent', async () => {
  const watched = start({ type: 'generator', payload: longList, count: 1 });
  const failed = await stateOf(watched, 'failed');
  expect(failed.restart).toBeNull();
  expect(failed.error).toMatch(/one event took over 1 s.*would send its events a second time/);
});

test('another that takes its place is not driven out', async () => {
  const watched = start(stream);
  await stateOf(watched, 'running');
  await server.ask('HSET', 'millrace:{restarted}:0', 'fence', 'of another start');
  await server.ask('XADD', 'in', '1-1', 'data', '[1]');
  const failed = await stateOf(watched, 'failed');
  expect(failed.error).toMatch(/^taken over/);
  expect(failed.restart).toBeNull();
});
