import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../support/console.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** What the four tutorials look up with redis-cli, looked up in the console. */

let server: TestServer;
let console: TestConsole;
beforeAll(async () => {
  server = await startRedisServer();
  console = await openConsole(server.url);
});
afterAll(async () => {
  await console.stop();
  await server.stop();
});

test('Wikipedia edits: the domains, and the counts of each', async () => {
  await server.ask('SADD', 'known_domains', 'en.wikipedia.org', 'de.wikipedia.org');
  await server.ask('HSET', 'ev:en.wikipedia.org', '1575199840', 12, '1575199850', 7);
  await server.ask('HSET', 'ev', '1575199840', 20);
  await server.ask('EXPIRE', 'ev', 1_800);
  expect((await console.say('SMEMBERS known_domains')).split('\n').sort()).toEqual([
    expect.stringMatching(/^[12]~ "(?:en|de)\.wikipedia\.org"$/),
    expect.stringMatching(/^[12]~ "(?:en|de)\.wikipedia\.org"$/),
  ]);
  expect(await console.say('HKEYS ev:en.wikipedia.org')).toBe('1) "1575199840"\n2) "1575199850"');
  expect(await console.say('HGETALL ev:en.wikipedia.org')).toBe(
    '1# "1575199840" => "12"\n2# "1575199850" => "7"',
  );
  expect(await console.say('KEYS ev*')).toMatch(/"ev"[^]*"ev:en|"ev:en[^]*"ev"/);
  expect(await console.say('TYPE ev')).toBe('hash');
  expect(await console.say('TTL ev')).toMatch(/^\(integer\) (?:1800|17\d\d)$/);
  expect(await console.say('TTL known_domains')).toBe('(integer) -1');
});

test('Leaderboard: the first of an epoch, with their scores', async () => {
  await server.ask('SET', 'epoch_index', 3);
  await server.ask('ZADD', '3', 4, 'ann', 9, 'bob', 2, 'cy');
  expect(await console.say('GET epoch_index')).toBe('"3"');
  expect(await console.say('ZRANGE 3 0 1 REV WITHSCORES')).toBe(
    '1) 1) "bob"\n   2) (double) 9\n2) 1) "ann"\n   2) (double) 4',
  );
  expect(await console.say('ZREVRANK 3 ann')).toBe('(integer) 1');
  await server.ask('RPUSH', 'recent', 'a', 'b');
  expect(await console.say('LRANGE recent 0 -1')).toBe('1) "a"\n2) "b"');
});

test('Weather stations: a group, its consumers and what is pending', async () => {
  await server.ask('XGROUP', 'CREATE', 'weather', 'readers', '0', 'MKSTREAM');
  for (let id = 1; id <= 3; id++) await server.ask('XADD', 'weather', `${id}-0`, 'temperature', 20 + id);
  await server.ask('XREADGROUP', 'GROUP', 'readers', 'alice', 'COUNT', 2, 'STREAMS', 'weather', '>');
  expect(await console.say('XLEN weather')).toBe('(integer) 3');
  expect(await console.say('XRANGE weather - + COUNT 1')).toBe(
    '1) 1) "1-0"\n   2) 1) "temperature"\n      2) "21"',
  );
  expect(await console.say('XPENDING weather readers')).toBe(
    '1) (integer) 2\n2) "1-0"\n3) "2-0"\n4) 1) 1) "alice"\n      2) "2"',
  );
  expect(await console.say('XINFO GROUPS weather')).toMatch(
    /"name" => "readers"[^]*"pending" => \(integer\) 2/,
  );
  expect(await console.say('XINFO CONSUMERS weather readers')).toMatch(/"name" => "alice"/);
  expect(await console.say('XINFO STREAM weather')).toMatch(/"length" => \(integer\) 3/);
});

test('Clickstream: who is connected and what it takes of the server', async () => {
  await server.ask('SET', 'mobile', 'x'.repeat(1_000));
  expect(await console.say('CLIENT LIST')).toMatch(/^id=\d+ addr=127\.0\.0\.1:\d+ .*name=millrace/m);
  expect(await console.say('INFO memory')).toMatch(/^# Memory\nused_memory:\d+/);
  expect(Number((await console.say('MEMORY USAGE mobile')).replace(/\D/g, ''))).toBeGreaterThan(1_000);
  expect(await console.say('CONFIG GET notify-keyspace-events')).toBe('1# "notify-keyspace-events" => ""');
  expect(await console.say('PUBSUB CHANNELS')).toBe('(empty array)');
  expect(await console.say('DBSIZE')).toMatch(/^\(integer\) \d+$/);
});
