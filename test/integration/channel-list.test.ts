import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { readChannelList } from '#engine/pubsub/channel-list.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

let server: TestServer;
let connection: Connection;
const clients: RedisClient[] = [];

beforeAll(async () => {
  server = await startRedisServer();
  connection = await openConnection(server);
});
afterAll(async () => {
  connection.close();
  await server.stop();
});
afterEach(() => clients.splice(0).forEach(client => client.close()));

async function subscriber(command: string, ...names: (string | Buffer)[]): Promise<void> {
  const client = await RedisClient.open(server.target(), { purpose: 'test', blocking: true });
  clients.push(client);
  for (const name of names) await client.call(command, name);
}

const list = async (search = '') => {
  const { channels, ...rest } = await readChannelList(connection, Buffer.from(search));
  return {
    ...rest,
    channels: channels.map(({ name, kind, subscribers }) => [
      kind,
      Buffer.from(name).toString('latin1'),
      subscribers,
    ]),
  };
};

test('counts the subscribers of each channel, and the patterns apart', async () => {
  await subscriber('subscribe', 'orders', 'news');
  await subscriber('subscribe', 'orders', Buffer.from([0xff, 0x41]));
  await subscriber('psubscribe', 'n*', '*');
  expect(await list()).toEqual({
    channels: [
      ['channel', 'news', 1],
      ['channel', 'orders', 2],
      ['channel', '\xffA', 1],
    ],
    channelCount: 3,
    patterns: 2,
    missing: [],
  });
});

test('sharded channels are told apart from others of the same name', async () => {
  await subscriber('subscribe', 'both');
  await subscriber('ssubscribe', 'both');
  await subscriber('ssubscribe', 'both');
  expect((await list()).channels).toEqual([
    ['channel', 'both', 1],
    ['shard', 'both', 2],
  ]);
});

test('a search is for the text, not for a pattern', async () => {
  await subscriber('subscribe', 'a*b', 'axb', 'a[1]', 'a1', 'x-y', 'x\\y');
  const found = async (search: string) => (await list(search)).channels.map(([, name]) => name);
  expect(await found('*')).toEqual(['a*b']);
  expect(await found('[1]')).toEqual(['a[1]']);
  expect(await found('x')).toEqual(['axb', 'x-y', 'x\\y']);
  expect(await found('\\')).toEqual(['x\\y']);
  expect(await found('none')).toEqual([]);
});

test('of very many the first are shown, and all are counted', async () => {
  const names = Array.from({ length: 5_100 }, (_, index) => `c${String(index).padStart(5, '0')}`);
  const client = await RedisClient.open(server.target(), { purpose: 'test', blocking: true });
  clients.push(client);
  await Promise.all(names.map(name => client.call('subscribe', name)));
  const { channels, channelCount } = await list();
  expect([channels.length, channelCount]).toEqual([5_000, 5_100]);
  expect(channels.every(([, , subscribers]) => subscribers === 1)).toBe(true);
});

test('who may not ask is told so', async () => {
  await server.ask('ACL', 'SETUSER', 'mute', 'on', '>pass', '~*', '+@all', '-pubsub');
  const denied = await openConnection(server, { username: 'mute' });
  await expect(readChannelList(denied, Buffer.alloc(0))).rejects.toMatchObject({ code: 'denied' });
  denied.close();
});
