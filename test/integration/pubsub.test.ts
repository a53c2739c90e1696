import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROW_GAP } from '#shared/contract/row-kinds.ts';
import { buildFrame } from '#engine/feeds/frame.ts';
import type { Feeds } from '#engine/feeds/feeds.ts';
import { PubSubSession } from '#engine/pubsub/session.ts';
import { openConnection } from '../support/connection.ts';
import { channel, pattern, startListening, type Listening } from '../support/pubsub.ts';
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

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const counters = () => session.state().counters;
const allActive = () => listening.allActive();
const received = (count: number) => listening.received(count);

describe('subscribing', () => {
  test('brings what is published, in order, with channel, pattern and bytes as they were', async () => {
    session.subscribe(channel('news'));
    session.subscribe(pattern('n*'));
    await allActive();
    const payload = Buffer.from([0, 255, 10, 128]);
    expect(await session.publish(Buffer.from('news'), payload)).toBe(2);
    await received(2);
    const feed = feeds.get(session.feedId);
    expect(feed.record(0)).toMatchObject({
      channel: new Uint8Array(Buffer.from('news')),
      pattern: null,
      payload: new Uint8Array(payload),
    });
    expect(text(feed.record(1).pattern!)).toBe('n*');
  });

  test('keeps names that are not UTF-8, also over a reconnection', async () => {
    const name = Buffer.from([0x66, 0xff, 0xfe]);
    session.subscribe(channel(name));
    session.subscribe(pattern(Buffer.concat([name, Buffer.from('*')])));
    await allActive();
    await server.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until(
      () => session.state(),
      state => !state.connected,
    );
    await allActive();
    expect(Number(await server.ask('PUBLISH', name, 'x'))).toBe(2);
    await received(2);
    const feed = feeds.get(session.feedId);
    const patterns = [1, 2].map(seq => feed.record(seq).pattern);
    expect(patterns.find(Boolean)).toEqual(new Uint8Array([0x66, 0xff, 0xfe, 0x2a]));
  });

  test('counts messages and bytes exactly per subscription, per channel and in total', async () => {
    session.subscribe(channel('a'));
    session.subscribe(pattern('b.*'));
    await allActive();
    for (let index = 0; index < 30; index++)
      await server.ask('PUBLISH', index % 3 === 0 ? 'a' : `b.${index % 2}`, 'x'.repeat(10));
    await received(30);
    const state = session.state();
    expect(state.subscriptions.map(({ traffic }) => [traffic.messages, traffic.bytes])).toEqual([
      [10, 100],
      [20, 200],
    ]);
    expect(state.channels.map(({ name, traffic }) => [text(name), traffic.messages])).toEqual([
      ['a', 10],
      ['b.1', 10],
      ['b.0', 10],
    ]);
    expect(state.total).toMatchObject({ messages: 30, bytes: 300 });
    expect(state.channels[1]!.color).toBe(state.subscriptions[1]!.color);
  });

  test('a channel has one colour, however it is heard, and channels of one pattern are told apart', async () => {
    session.subscribe(channel('a'));
    session.subscribe(pattern('*'));
    await allActive();
    for (const name of ['a', 'b', 'c']) await server.ask('PUBLISH', name, 'x');
    await received(4);
    const colors = () =>
      Object.fromEntries(session.state().channels.map(({ name, color }) => [text(name), color]));
    const [own, all] = session.state().subscriptions.map(({ color }) => color);
    const { a, b, c } = colors();
    expect(a).toBe(own);
    expect(b).toBe(all);
    expect(new Set([a, b, c]).size).toBe(3);

    session.subscribe(channel('c'));
    await session.unsubscribe(channel('a'));
    expect(session.state().subscriptions.map(({ color }) => color)).toEqual([all, c]);
    expect(colors()).toEqual({ a, b, c });
  });

  test('takes ten thousand names in a few commands, hears the last of them, and leaves them as fast', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => channel(`many:${index}`));
    // This thread's own time: that of the server and of whatever else the machine does is not ours to promise.
    const began = process.threadCpuUsage();
    session.subscribe([channel('stays'), ...names]);
    await allActive();
    expect(process.threadCpuUsage(began).user / 1_000).toBeLessThan(2_000);
    await server.ask('PUBLISH', 'many:9999', 'x');
    await received(1);
    const { calls } = /cmdstat_subscribe:calls=(?<calls>\d+)/.exec(
      String(await server.ask('INFO', 'commandstats')),
    )!.groups!;
    expect(Number(calls)).toBeLessThan(100);
    const ending = process.threadCpuUsage();
    await session.unsubscribe(names);
    expect(process.threadCpuUsage(ending).user / 1_000).toBeLessThan(2_000);
    expect(session.state().subscriptions).toHaveLength(1);
    expect(String(await server.ask('PUBSUB', 'CHANNELS', 'many:*'))).toBe('');
  });

  test('leaves what is left while the server is still being asked', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => channel(`left:${index}`));
    session.subscribe(channel('stays'));
    session.subscribe(names);
    await session.unsubscribe(names);
    await allActive();
    expect(session.state().subscriptions).toHaveLength(1);
    await until(
      async () => String(await server.ask('PUBSUB', 'CHANNELS', 'left:*')),
      left => left === '',
    );
    await server.ask('PUBLISH', 'stays', 'x');
    await received(1);
  });

  test('of many names, only those are refused that the server refuses', async () => {
    await server.ask('ACL', 'SETUSER', 'some', 'on', '>pw', '+@all', '~*', 'resetchannels', '&open:*');
    const connection = await openConnection(server, { username: 'some', password: 'pw' });
    const limited = new PubSubSession(connection, feeds);
    limited.subscribe([...Array.from({ length: 500 }, (_, n) => channel(`open:${n}`)), channel('closed')]);
    const state = await until(
      () => limited.state(),
      ({ subscriptions }) => subscriptions.every(({ state }) => state !== 'waiting'),
    );
    expect(state.subscriptions.filter(one => one.state === 'refused').map(({ name }) => text(name))).toEqual([
      'closed',
    ]);
    limited.close();
    connection.close();
  });

  test('one that is subscribed to again while it is being left stays', async () => {
    session.subscribe(channel('a'));
    session.subscribe(channel('b'));
    await allActive();
    const leaving = session.unsubscribe(channel('a'));
    session.subscribe(channel('a'));
    await leaving;
    await allActive();
    expect(session.state().subscriptions.map(({ name }) => text(name))).toEqual(['a', 'b']);
    expect(await server.ask('PUBLISH', 'a', 'x')).toBe('1');
    await received(1);
  });

  test('an empty channel is refused, and nothing is subscribed', () => {
    expect(() => session.subscribe(channel(''))).toThrow(/empty/);
    expect(session.state().subscriptions).toEqual([]);
  });

  test('one that the server refuses says why, the others go on', async () => {
    await server.ask('ACL', 'SETUSER', 'narrow', 'on', '>pass', '~*', '+@all', 'resetchannels', '&open');
    const narrow = await openConnection(server, { username: 'narrow' });
    const limited = new PubSubSession(narrow, feeds);
    limited.subscribe(channel('open'));
    limited.subscribe(channel('closed'));
    const state = await until(
      () => limited.state(),
      ({ subscriptions }) => subscriptions.every(({ state }) => state !== 'waiting'),
    );
    expect(state.subscriptions.map(({ state }) => state)).toEqual(['active', 'refused']);
    expect(state.subscriptions[1]!.problem).toMatch(/NOPERM/);
    limited.close();
    narrow.close();
  });

  test('ends with unsubscribing, on the server too', async () => {
    session.subscribe(channel('a'));
    session.subscribe(pattern('*'));
    await allActive();
    await session.unsubscribe(pattern('*'));
    expect(await server.ask('PUBSUB', 'NUMPAT')).toBe('0');
    await session.unsubscribe(channel('a'));
    await until(
      () => server.ask('PUBSUB', 'CHANNELS'),
      channels => (channels as unknown[]).length === 0,
    );
    expect(session.state().subscriptions).toEqual([]);
    session.subscribe(channel('b'));
    await allActive();
  });
});

describe('a loss', () => {
  test('is a gap with its reason and its duration, and hearing goes on after it', async () => {
    session.subscribe(channel('a'));
    await allActive();
    await server.ask('PUBLISH', 'a', 'before');
    await received(1);
    await server.kill('SIGKILL');
    await until(
      () => session.state(),
      state => !state.connected,
    );
    expect(session.state().problem).toBeTruthy();
    await server.restart();
    await allActive();
    await server.ask('PUBLISH', 'a', 'after');
    await received(2);
    const frame = buildFrame(feeds.get(session.feedId), { follow: true, rows: 10 });
    expect([...frame.kinds]).toEqual([0, ROW_GAP, 0]);
    expect(frame.gaps[0]!.endedAt! - frame.gaps[0]!.startedAt).toBeGreaterThan(0);
    expect(frame.counters).toMatchObject({ received: 2, gaps: 1 });
  });

  test('by a full output buffer names the limit', async () => {
    await server.ask('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 65536 0 0');
    session.subscribe(channel('a'));
    await allActive();
    // More in one go than the socket takes before anybody can read it.
    await server.ask('EVAL', `for i = 1, 400 do redis.call('PUBLISH', 'a', string.rep('x', 65536)) end`, 0);
    const gap = await until(
      () => buildFrame(feeds.get(session.feedId), { follow: true, rows: 1_000 }).gaps[0],
      found => found !== undefined,
    );
    expect(gap!.reason).toMatch(/client-output-buffer-limit pubsub \(65536 bytes at once/);
    await allActive();
    await server.ask('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 33554432 8388608 60');
  });
});

describe('publishing', () => {
  test('tells how many received it', async () => {
    expect(await session.publish(Buffer.from('nobody'), Buffer.from('x'))).toBe(0);
  });

  test('above proto-max-bulk-len is refused before it is sent, and the connection lives on', async () => {
    await server.ask('CONFIG', 'SET', 'proto-max-bulk-len', String(2 ** 20));
    await expect(session.publish(Buffer.from('a'), Buffer.alloc(2 ** 20 + 1))).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('1048576'),
    });
    expect(await session.publish(Buffer.from('a'), Buffer.alloc(2 ** 20))).toBe(0);
    expect(listening.connection.state.state).toBe('ready');
    await server.ask('CONFIG', 'SET', 'proto-max-bulk-len', String(512 * 2 ** 20));
  });

  test('without a connection fails at once, and sends nothing later', async () => {
    await server.kill();
    await until(
      () => listening.connection.state.state,
      state => state !== 'ready',
    );
    await expect(session.publish(Buffer.from('a'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'not-connected',
    });
    await server.restart();
  });
});

test('a flood is counted to the message', async () => {
  session.subscribe(channel('flood'));
  await allActive();
  const flood = `for i = 1, 5000 do redis.call('PUBLISH', 'flood', i) end`;
  for (let round = 0; round < 20; round++) await server.ask('EVAL', flood, 0);
  await received(100_000);
  expect(counters()).toMatchObject({ received: 100_000, dropped: 0, gaps: 0, retained: 100_000 });
  expect(text(feeds.get(session.feedId).record(99_999).payload)).toBe('5000');
});
