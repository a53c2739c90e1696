import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../support/console.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Whatever destroys or costs asks first, with what is there; a question changes nothing. */

let server: TestServer;
let console: TestConsole;
beforeAll(async () => {
  server = await startRedisServer();
  console = await openConsole(server.url);
  await server.ask('SET', 'text', 'x');
  await server.ask('HSET', 'hash', 'a', 1, 'b', 2);
  await server.ask('RPUSH', 'list', 1, 2, 3, 4);
  await server.ask('SADD', 'set', 'a');
  await server.ask('ZADD', 'zset', 1, 'a');
  await server.ask('XGROUP', 'CREATE', 'stream', 'g', '0', 'MKSTREAM');
  for (let id = 1; id <= 120; id++) await server.ask('XADD', 'stream', `${id}-0`, 'n', id);
  await server.ask('XREADGROUP', 'GROUP', 'g', 'bob', 'COUNT', 12, 'STREAMS', 'stream', '>');
  await server.ask('EVAL', "for i = 1, 12000 do redis.call('SET', 'many:' .. i, i) end", 0);
  await server.ask('EVAL', "for i = 1, 100100 do redis.call('RPUSH', 'long', i) end", 0);
});
afterAll(async () => {
  await console.stop();
  await server.stop();
});

test.each<[line: string, says: RegExp]>([
  ['FLUSHALL', /all 12,007 keys of the server\. No command brings them back/],
  ['flushdb async', /all 12,007 keys of database 0/],
  ['SWAPDB 0 1', /database 0 works on the keys of database 1/],
  ['DEL stream text gone', /stream \(stream of 120 entries\); text \(string of 1 byte\)\./],
  ['UNLINK hash', /hash \(hash of 2 fields\)/],
  ['EXPIRE list -1', /list \(list of 4 items\)/],
  ['EXPIREAT list 1', /list \(list of 4 items\)/],
  ['PEXPIREAT list 1000', /list \(list of 4 items\)/],
  ['MSET text 1 hash 2', /This overwrites hash \(hash of 2 fields\)/],
  ['SETEX hash 10 x', /This overwrites hash/],
  ['BITOP NOT hash text', /This overwrites hash/],
  ['SORT list STORE hash', /This overwrites hash/],
  ['XADD stream MINID 9999 * n 1', /entries of stream before 9999; it has 120/],
  ['EVAL "return redis.call(\'FLUSHALL\')" 0', /script calls FLUSHALL/],
  ['eval "local a = 1 return redis.pcall( \\"del\\", KEYS[1])" 1 hash', /script calls DEL/],
  ['SET stream x', /This overwrites stream \(stream of 120 entries\)/],
  ['RENAME text hash', /This overwrites hash \(hash of 2 fields\)/],
  ['COPY text hash REPLACE', /This overwrites/],
  ['SUNIONSTORE stream set', /This overwrites/],
  ['HDEL hash a', /deletes 1 field from hash \(hash of 2 fields\)/],
  ['ZREMRANGEBYRANK zset 0 -1', /the members that match from zset \(zset of 1 member\)/],
  ['LTRIM list 0 0', /deletes 3 items of the 4/],
  ['XDEL stream 1-0 2-0', /up to 2 entries of the 120 in stream/],
  ['XTRIM stream MAXLEN = 20', /deletes 100 entries of the 120/],
  ['XADD stream MAXLEN ~ 2 * n 1', /about 118 entries/],
  ['XGROUP DESTROY stream g', /1 consumer and 12 pending entries/],
  ['XGROUP DELCONSUMER stream g bob', /bob has 12 pending entries\. They are dropped/],
  ['XGROUP SETID stream g 0', /given out entries up to 12-0.*delivers entries again/],
  ['SHUTDOWN NOSAVE', /\d+ clients lose the connection, Millrace included\. What has not been saved/],
  ['DEBUG SLEEP 5', /nobody for 5 seconds/],
  ['DEBUG SEGFAULT', /may stop it/],
  ['CONFIG SET maxmemory 100mb', /maxmemory goes from 0 to 100mb/],
  ['CONFIG SET requirepass secret', /^requirepass gets another value, (?!.*secret)/],
  ['CONFIG RESETSTAT', /start again at 0/],
  ['SCRIPT FLUSH', /forgets 2 cached scripts/],
  ['ACL SETUSER bob on', /user bob may do changes/],
  ['CLIENT KILL TYPE normal', /connections that match TYPE normal/],
  ['REPLICAOF 10.0.0.1 6379', /12,007 keys are replaced/],
  ['FAILOVER ABORT', /for administrators/],
  ['KEYS *', /looks at all 12,007 keys.*SCAN 0 MATCH \*/],
  ['LRANGE long 0 -1', /The answer has 100,100 items/],
  ['SORT long', /100,100 items/],
  ['MONITOR', /every command/],
])('%s asks first', async (line, says) => {
  expect(await console.question(line)).toMatch(says);
});

test.each([
  'DEL gone',
  'EXPIREAT list 99999999999',
  'MSET text y other z',
  'XADD stream 9999-0 maxlen 1',
  'XADD stream MINID 1 * n 1',
  'EVAL "return redis.call(\'GET\', KEYS[1])" 1 text',
  'GET text',
  'SET text y',
  'LTRIM list 0 -1',
  'XADD stream MAXLEN 120 * n 1',
  'CONFIG GET maxmemory',
  'CLIENT LIST',
  'SLOWLOG GET',
  'LRANGE long 0 10',
  'ACL WHOAMI',
  'DEBUG OBJECT text',
  'LPOP list',
])('%s just runs', async line => {
  expect(await console.question(line)).toBeNull();
});

test('a transaction is asked about as a whole, before it begins', async () => {
  const outcome = await console.run('MULTI', 'DEL hash', 'SET text z', 'DEL zset', 'EXEC');
  expect(outcome).toMatchObject({
    kind: 'ask',
    question: { title: 'Run 2 commands that ask first', commands: 'DEL hash\nDEL zset' },
  });
  expect(await server.ask('EXISTS', 'hash', 'zset')).toBe('2');
  await console.say('MULTI');
  expect(await console.question('DEL hash')).toContain('hash of 2 fields');
  await console.say('DISCARD');
});

test('a transaction that goes to another database is asked about by what is there', async () => {
  await server.ask('EVAL', "redis.call('SELECT', 5) redis.call('SET', 'five', 1)", 0);
  const outcome = await console.run('MULTI', 'SELECT 5', 'FLUSHDB', 'EXEC');
  expect(outcome).toMatchObject({
    question: { sentences: [expect.stringContaining('all 1 key of database 5')] },
  });
  await console.say('MULTI');
  await console.say('SELECT 5');
  expect(await console.question('FLUSHDB')).toContain('all 1 key of database 5');
  await console.say('SELECT 99');
  expect(await console.run('EXEC')).toMatchObject({ tab: { db: 5 } });
  await console.say('SELECT 0');
});

test('what is confirmed is done', async () => {
  expect(await console.confirm('DEL hash')).toBe('(integer) 1');
  expect(await server.ask('EXISTS', 'hash')).toBe('0');
});
