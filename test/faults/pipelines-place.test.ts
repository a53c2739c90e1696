import { afterEach, beforeEach, expect, test } from 'vitest';
import { TakenOver } from '#engine/pipelines/checkpoint/checkpoint.ts';
import { WorkerPlace } from '#engine/pipelines/checkpoint/place.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';

/** Who has a worker's place, when the answers of Redis are lost. */
let server: TestServer;
let proxy: TcpProxy;
beforeEach(async () => {
  server = await startRedisServer();
  proxy = await startProxy(server.port);
});
afterEach(async () => {
  await proxy.stop();
  await server.stop();
});

const open = () =>
  RedisClient.open(server.target({ address: { kind: 'tcp', host: '127.0.0.1', port: proxy.port } }), {
    purpose: 'test',
  });
const asFound = <T>(found: T) => ({ from: found, commands: [] });

test('a worker whose answer was lost when it took its place again knows its own fence; another is taken over', async () => {
  const place = new WorkerPlace('millrace:{place}:0');
  const first = await open();
  await place.take(first, asFound);
  first.close();
  for (let again = 0; again < 3; again++) {
    const cut = await open();
    proxy.behave({ request: bytes => !bytes.includes('\r\nEXEC\r\n') });
    await expect(place.retake(cut)).rejects.toMatchObject({ code: 'disconnected' });
    proxy.behave({});
  }
  const client = await open();
  expect(await place.retake(client)).toMatchObject({ seq: 0 });
  expect(await place.watch(client, [])).toBe(true);
  await client.call('UNWATCH');

  const other = new WorkerPlace('millrace:{place}:0');
  await other.take(client, asFound);
  await expect(place.retake(client)).rejects.toThrow(TakenOver);
  client.close();
});
