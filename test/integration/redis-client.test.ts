import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

let server: TestServer;
let client: RedisClient;
beforeAll(async () => {
  server = await startRedisServer();
  client = await RedisClient.open(server.target(), { purpose: 'test' });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

describe('commands', () => {
  test('carry bytes both ways, and integers beyond 2^53', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    await client.call('SET', bytes, bytes);
    expect(await client.call('GET', bytes)).toEqual(bytes);
    await client.call('SET', 'n', '9007199254740993');
    expect(await client.call('INCRBY', 'n', 2n)).toBe('9007199254740995');
  });

  test('an error reply is explained, with the reply as it was', async () => {
    await client.call('SET', 'text', 'x');
    const error = await client.call('HGET', 'text', 'f').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(MillraceError);
    expect(error).toMatchObject({ code: 'redis', detail: { code: 'WRONGTYPE', command: 'HGET' } });
  });

  test('a pipeline answers each command by itself', async () => {
    const replies = await client.pipeline([
      ['SET', 'a', '1'],
      ['HGET', 'a', 'f'],
      ['INCR', 'a'],
    ]);
    expect(replies[0]).toEqual(Buffer.from('OK'));
    expect(replies[1]).toMatchObject({ code: 'redis' });
    expect(replies[2]).toBe('2');
  });
});

describe('transactions', () => {
  test('report a failure inside EXEC in its place and keep the rest', async () => {
    await client.call('SET', 'text', 'x');
    const replies = await client.transaction([
      ['INCR', 't1'],
      ['HINCRBY', 'text', 'f', 1],
      ['INCR', 't1'],
    ]);
    expect(replies?.[0]).toBe('1');
    expect(replies?.[1]).toMatchObject({ detail: { code: 'WRONGTYPE' } });
    expect(replies?.[2]).toBe('2');
  });

  test('answer null when a watched key changed', async () => {
    await client.call('WATCH', 'watched');
    await server.ask('SET', 'watched', '1');
    expect(await client.transaction([['SET', 'watched', '2']])).toBeNull();
    expect(await server.ask('GET', 'watched')).toEqual(Buffer.from('1'));
  });

  test('throw the refusal when EXEC was refused as a whole', async () => {
    await expect(client.transaction([['NOSUCHCOMMAND'], ['SET', 'never', '1']])).rejects.toMatchObject({
      code: 'redis',
    });
    expect(await server.ask('GET', 'never')).toBeNull();
  });
});

test('a command cut off by the connection says that its outcome is unknown', async () => {
  const cut = await RedisClient.open(server.target(), { purpose: 'cut', blocking: true });
  const closed = new Promise<string>(resolve => cut.onClose(resolve));
  const waiting = expect(cut.call('BLPOP', 'nothing-comes', 0)).rejects.toMatchObject({
    code: 'disconnected',
  });
  await server.ask('CLIENT', 'KILL', 'ADDR', cut.localAddress!);
  await waiting;
  expect(await closed).toBeTruthy();
});

test('closed once more it leaves no timer behind, which would hold the process up', async () => {
  const again = await RedisClient.open(server.target(), { purpose: 'again' });
  again.close();
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const before = timers();
  again.close();
  expect(timers()).toBe(before);
});
