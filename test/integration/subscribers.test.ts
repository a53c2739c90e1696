import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type Socket } from 'node:net';
import { Connection } from '#engine/connections/connection.ts';
import { Feeds } from '#engine/feeds/feeds.ts';
import { PubSubSession } from '#engine/pubsub/session.ts';
import { SubscriberHealth } from '#engine/pubsub/subscriber-list.ts';
import { openConnection } from '../support/connection.ts';
import { allActive, channel, shard } from '../support/pubsub.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
const opened: (Connection | Socket)[] = [];
beforeAll(async () => {
  server = await startRedisServer(['--client-output-buffer-limit', 'pubsub 33554432 1048576 60']);
  await server.ask('ACL', 'SETUSER', 'blind', 'on', '>pass', '~*', '&*', '+@all', '-client|list');
  await server.ask('ACL', 'SETUSER', 'half', 'on', '>pass', '~*', '&*', '+@all', '-config');
});
afterAll(() => server.stop());
let connection: Connection;
beforeEach(async () => (connection = await open()));
afterEach(() => {
  for (const one of opened.splice(0))
    if (one instanceof Connection) one.close();
    else one.destroy();
});

async function open(username?: string): Promise<Connection> {
  const connection = await openConnection(server, username === undefined ? {} : { username });
  opened.push(connection);
  return connection;
}

/** A subscriber that reads nothing any more. */
async function lazySubscriber(channel: string): Promise<void> {
  const socket = connect(server.port, '127.0.0.1');
  opened.push(socket);
  socket.write(`CLIENT SETNAME lazy\r\nSUBSCRIBE ${channel}\r\n`);
  await new Promise(resolve => socket.once('data', resolve));
  await until(
    () => server.ask('PUBSUB', 'NUMSUB', channel),
    reply => Array.isArray(reply) && reply[1] === '1',
  );
  socket.pause();
}

/**
 * More than the system takes of a socket that is not read. No message is so large that newer servers send it without a copy, which they do not count in
 * its buffer: https://github.com/redis/redis/pull/14934
 */
async function flood(channel: string): Promise<void> {
  const payload = 'x'.repeat(10_000);
  for (let index = 0; index < 1_500; index++) await server.ask('PUBLISH', channel, payload);
}

test('who is subscribed, to how much, and which one is ours', async () => {
  const feeds = new Feeds({ maxRows: 1_000, maxBytes: 8 * 2 ** 20 });
  const session = new PubSubSession(connection, feeds);
  for (const wanted of [channel('a'), channel('b'), shard('c')]) session.subscribe(wanted);
  await allActive(session);
  await lazySubscriber('d');
  const { subscribers, count, limit } = await new SubscriberHealth(connection).read(session.clientIds);
  expect(count).toBe(3);
  expect(limit).toEqual({ hardBytes: 33554432, softBytes: 1048576, softSeconds: 60 });
  const told = subscribers.map(({ name, own, channels, shardChannels }) => [
    name,
    own,
    channels,
    shardChannels,
  ]);
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      ['millrace-subscriber', true, 2, 0],
      ['millrace-subscriber', true, 0, 1],
      ['lazy', false, 1, 0],
    ]),
  );
  session.close();
});

test('one that does not read comes first, and its seconds above the soft limit are counted', async () => {
  const health = new SubscriberHealth(connection);
  await lazySubscriber('flood');
  await flood('flood');
  const first = await health.read(new Set());
  expect(first.subscribers[0]).toMatchObject({ name: 'lazy', overSoftSeconds: 0 });
  expect(first.subscribers[0]!.outputBytes).toBeGreaterThan(1048576);
  const later = await until(
    () => health.read(new Set()),
    ({ subscribers }) => (subscribers[0]!.overSoftSeconds ?? 0) > 0.05,
  );
  expect(later.subscribers[0]!.name).toBe('lazy');
});

test('of our own alone the fullest is told, as long as the server may be asked', async () => {
  await lazySubscriber('own');
  await lazySubscriber('other');
  const ids = (await new SubscriberHealth(connection).read(new Set())).subscribers.map(({ id }) => id);
  const health = new SubscriberHealth(connection);
  expect(await health.readOwn(new Set())).toEqual({ fullest: null, limit: null });
  await flood('own');
  const told = await health.readOwn(new Set(ids));
  expect(told).toMatchObject({ fullest: { own: true, overSoftSeconds: 0 }, limit: { softBytes: 1048576 } });
  expect(told.fullest!.outputBytes).toBeGreaterThan(1048576);
  const other = ids.find(id => id !== told.fullest!.id)!;
  expect((await health.readOwn(new Set([other]))).fullest).toMatchObject({ id: other, outputBytes: 0 });

  await server.ask('ACL', 'LOG', 'RESET');
  const blind = new SubscriberHealth(await open('blind'));
  for (let time = 0; time < 3; time++)
    expect(await blind.readOwn(new Set(ids))).toEqual({ fullest: null, limit: null });
  expect(await server.ask('ACL', 'LOG')).toHaveLength(1);
  const half = await new SubscriberHealth(await open('half')).readOwn(new Set(ids));
  expect(half).toMatchObject({ fullest: { own: true }, limit: null });
});

test('what is not allowed is said, and a limit that is not told is unknown', async () => {
  await expect(new SubscriberHealth(await open('blind')).read(new Set())).rejects.toMatchObject({
    code: 'denied',
  });
  expect(await new SubscriberHealth(await open('half')).read(new Set())).toMatchObject({
    limit: null,
    limitProblem: expect.stringContaining('NOPERM') as string,
  });
});
