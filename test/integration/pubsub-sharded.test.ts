import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Feeds } from '#engine/feeds/feeds.ts';
import { FilterScan } from '#engine/feeds/filter/filter-scan.ts';
import { PubSubSession } from '#engine/pubsub/session.ts';
import { openConnection } from '../support/connection.ts';
import { channel, shard, startListening, type Listening } from '../support/pubsub.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let listening: Listening;
let feeds: Feeds;
let session: PubSubSession;

beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  listening = await startListening(server);
  ({ feeds, session } = listening);
});
afterEach(() => listening.stop());

const state = () => session.state();
const allActive = () => listening.allActive();
const received = (count: number) => listening.received(count);
const payloads = () => {
  const feed = feeds.get(session.feedId);
  return [...feed.ring.rowsFrom(0)].map(({ seq }) => {
    const { sharded, payload } = feed.record(seq);
    return [sharded, Buffer.from(payload).toString()];
  });
};

async function subscribeBoth(): Promise<void> {
  session.subscribe(channel('both'));
  session.subscribe(shard('both'));
  await allActive();
}

test('a channel and the sharded channel of the same name are heard apart', async () => {
  await subscribeBoth();
  expect(await server.ask('PUBSUB', 'SHARDNUMSUB', 'both')).toEqual([Buffer.from('both'), '1']);
  expect(await session.publish(Buffer.from('both'), Buffer.from('plain'))).toBe(1);
  await received(1);
  expect(await session.publish(Buffer.from('both'), Buffer.from('sharded'), true)).toBe(1);
  await received(2);
  expect(payloads()).toEqual([
    [false, 'plain'],
    [true, 'sharded'],
  ]);
  const heard = state().channels.map(({ sharded, traffic }) => [sharded, traffic.messages]);
  expect(heard).toEqual(
    expect.arrayContaining([
      [false, 1],
      [true, 1],
    ]),
  );
  expect(heard).toHaveLength(2);
  expect(state().subscriptions.map(({ traffic }) => traffic.messages)).toEqual([1, 1]);
});

test('the last sharded subscription can end while others go on, and the other way round', async () => {
  await subscribeBoth();
  await session.unsubscribe(shard('both'));
  await until(
    () => server.ask('PUBSUB', 'SHARDCHANNELS'),
    channels => Array.isArray(channels) && channels.length === 0,
  );
  expect(await server.ask('PUBLISH', 'both', '1')).toBe('1');
  await received(1);
  session.subscribe(shard('both'));
  await allActive();
  await session.unsubscribe(channel('both'));
  await until(
    () => server.ask('PUBSUB', 'NUMSUB', 'both'),
    reply => Array.isArray(reply) && reply[1] === '0',
  );
  expect(await server.ask('SPUBLISH', 'both', '2')).toBe('1');
  await received(2);
  expect(payloads()).toEqual([
    [false, '1'],
    [true, '2'],
  ]);
  expect(state()).toMatchObject({ connected: true, counters: { gaps: 0 } });
});

test('a loss of both connections is one gap, and both are subscribed again', async () => {
  await subscribeBoth();
  await server.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await until(state, ({ connected }) => !connected);
  await allActive();
  expect(await server.ask('SPUBLISH', 'both', 'x')).toBe('1');
  expect(await server.ask('PUBLISH', 'both', 'y')).toBe('1');
  await received(2);
  expect(state().counters.gaps).toBe(1);
});

test('a sharded channel is muted without the channel of the same name', async () => {
  await subscribeBoth();
  await server.ask('PUBLISH', 'both', 'plain');
  await server.ask('SPUBLISH', 'both', 'sharded');
  await received(2);
  const feed = feeds.get(session.feedId);
  const shard = { kind: 'shard' as const, name: new Uint8Array(Buffer.from('both')) };
  const shown = async (muted: (typeof shard)[], solo: (typeof shard)[]) => {
    const scan = new FilterScan(feed, {
      language: 'text',
      text: '',
      highlight: false,
      muted,
      solo,
      decode: [],
    });
    await until(
      () => scan.state(),
      ({ scanned }) => scanned === 2,
    );
    const seqs = Array.from({ length: scan.index.end - scan.index.start }, (_, at) =>
      scan.index.seqAt(scan.index.start + at),
    );
    scan.close();
    return seqs.map(seq => feed.record(seq).sharded);
  };
  expect(await shown([shard], [])).toEqual([false]);
  expect(await shown([], [shard])).toEqual([true]);
});

test('a user without the command is told so, and the other subscriptions stay', async () => {
  await server.ask('ACL', 'SETUSER', 'plain', 'on', '>pass', '~*', '&*', '+@all', '-ssubscribe');
  const other = await openConnection(server, { username: 'plain' });
  const limited = new PubSubSession(other, feeds);
  limited.subscribe(channel('a'));
  limited.subscribe(shard('b'));
  const { subscriptions } = await until(
    () => limited.state(),
    ({ subscriptions }) => subscriptions.every(({ state }) => state !== 'waiting'),
  );
  expect(subscriptions.map(({ state }) => state)).toEqual(['active', 'refused']);
  expect(subscriptions[1]!.problem).toMatch(/NOPERM/);
  await until(
    () => limited.state(),
    ({ connected }) => connected,
  );
  limited.close();
  other.close();
});
