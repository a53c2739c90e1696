import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { watchStreamCount } from '#engine/streams/stream-count.ts';
import { watchStream } from '#engine/streams/watch.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Longer than from one look at the stream to the next. */
const AWAY_MS = 1_500;

let server: TestServer;
let connection: Connection;
beforeEach(async () => {
  server = await startRedisServer(['--appendonly', 'yes', '--appendfsync', 'always']);
  connection = await openConnection(server);
});
afterEach(async () => {
  connection.close();
  await server.stop();
});

test('a lost connection keeps what was known beside the loss, and the watch goes on when it is back', async () => {
  await server.ask('XADD', 'orders', '*', 'n', '1');
  const ended = new AbortController();
  const seen: string[] = [];
  for await (const { summary, problem } of watchStream(connection, Buffer.from('orders'), ended.signal)) {
    expect(summary?.length).toBe(1);
    const state = problem ? 'lost' : 'known';
    if (seen.at(-1) === state) continue;
    seen.push(state);
    if (seen.length === 1) await server.kill('SIGKILL');
    else if (seen.length === 2) await server.restart();
    else break;
  }
  expect(seen).toEqual(['known', 'lost', 'known']);
});

test('a reader that comes back after a while is answered at once, with what is there then', async () => {
  await server.ask('XADD', 'orders', '*', 'n', '1');
  const ended = new AbortController();
  const states = watchStream(connection, Buffer.from('orders'), ended.signal);
  await states.next();
  await new Promise(resolve => setTimeout(resolve, AWAY_MS));
  await server.ask('XADD', 'orders', '*', 'n', '2');
  const askedAt = performance.now();
  const { value } = await states.next();
  expect(value?.summary?.length).toBe(2);
  // It was waited four times as long as the reader had been away.
  expect(performance.now() - askedAt).toBeLessThan(3 * AWAY_MS);
  ended.abort();
});

/** The first figure of a watch. */
async function firstCount(): Promise<number | null | undefined> {
  for await (const { count } of watchStreamCount(connection, new AbortController().signal)) return count;
  return undefined;
}

test('streams are counted among other keys, and not where that would take long', async () => {
  expect(await firstCount()).toBe(0);
  await server.ask(
    'EVAL',
    `for i = 1, 1200 do redis.call('XADD', 's' .. i, '*', 'n', i) redis.call('SET', 'k' .. i, i) end`,
    0,
  );
  expect(await firstCount()).toBe(1_200);
  await server.ask('EVAL', `for i = 1, 100000 do redis.call('SET', 'k' .. i, i) end`, 0);
  expect(await firstCount()).toBeNull();
});

test('how many streams there are is unknown to a user who may not look, and while there is no connection', async () => {
  await server.ask('XADD', 'orders', '*', 'n', '1');
  for (const command of ['-scan', '-dbsize']) {
    await server.ask('ACL', 'SETUSER', 'default', command);
    expect(await firstCount()).toBeNull();
  }
  await server.kill('SIGKILL');
  expect(await firstCount()).toBeNull();
});

test('a stream that is added is counted a moment later', async () => {
  const counts: (number | null)[] = [];
  for await (const { count } of watchStreamCount(connection, new AbortController().signal)) {
    counts.push(count);
    if (counts.length === 2) break;
    await server.ask('XADD', 'orders', '*', 'n', '1');
  }
  expect(counts).toEqual([0, 1]);
});
