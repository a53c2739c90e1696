import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { watchStream } from '#engine/streams/watch.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

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
