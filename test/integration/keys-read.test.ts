import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemPage, ItemRange, ItemType } from '#shared/contract/keys.ts';
import type { Connection } from '#engine/connections/connection.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { readItems } from '#engine/keys/key-items.ts';
import { readKeyState } from '#engine/keys/key-state.ts';
import { readValue, readWholeValue } from '#engine/keys/key-value.ts';
import { watchKey } from '#engine/keys/watch-key.ts';
import { Notifications } from '#engine/notifications/notifications.ts';
import { openConnection } from '../support/connection.ts';
import { serverOfFile } from '../support/file-server.ts';
import { bytes } from '../support/streams.ts';

const redis = serverOfFile();
let connection: Connection;
beforeAll(async () => {
  connection = await openConnection(redis.server);
});
afterAll(() => connection.close());

const text = (part: Uint8Array | null) => (part === null ? null : Buffer.from(part).toString());
const scan = (cursor: string | null = null, match = '', count = 200): ItemRange => ({
  by: 'scan',
  cursor,
  match: bytes(match),
  count,
});
const places = (from: number, count: number, more: object = {}): ItemRange => ({
  by: 'index',
  from,
  count,
  reverse: false,
  min: '-inf',
  max: '+inf',
  ...more,
});
const items = (key: string, type: ItemType, range: ItemRange) =>
  readItems(redis.client, bytes(key), type, range);
const shown = ({ items }: ItemPage) =>
  items.map(({ name, value, index, score }) =>
    [index, text(name) || null, score, text(value)].filter(part => part !== null).join(' '),
  );

describe('what is in a key', () => {
  test('a small hash is whole and sorted, numbers by their value; a pattern finds some of its fields', async () => {
    await redis.server.ask('HSET', 'h', '10', 'x', '9', 'y', 'b', '1', 'a', '2', '-3', 'z');
    const page = await items('h', 'hash', scan());
    expect(shown(page)).toEqual(['-3 z', '9 y', '10 x', 'a 2', 'b 1']);
    expect(page).toMatchObject({ total: 5, next: null, isSorted: true });
    expect(shown(await items('h', 'hash', scan(null, '*1*')))).toEqual(['10 x']);
  });

  test('a hash of a million fields is read step by step, and any step again from its cursor', async () => {
    await redis.server.ask(
      'EVAL',
      'for i = 1, 1000000, 1000 do local a = {} for j = 0, 999 do a[#a+1] = "f" .. (i + j) a[#a+1] = j end redis.call("HSET", KEYS[1], unpack(a)) end',
      1,
      'h',
    );
    const seen = new Set<string>();
    const cursors: string[] = [];
    for (let cursor: string | null = null; cursors.length < 10;) {
      const page: ItemPage = await items('h', 'hash', scan(cursor, '', 1_000));
      expect(page).toMatchObject({ total: 1_000_000, isSorted: false });
      for (const { name } of page.items) seen.add(text(name)!);
      cursors.push((cursor = page.next!));
    }
    expect(seen.size).toBeGreaterThanOrEqual(10_000);
    const [cursor] = cursors;
    const twice = [
      await items('h', 'hash', scan(cursor, '', 100)),
      await items('h', 'hash', scan(cursor, '', 100)),
    ];
    expect(shown(twice[0]!)).toEqual(shown(twice[1]!));
  });

  test('a search for what is rare goes on from page to page, and no page takes long', async () => {
    const fields = Array.from({ length: 120_000 }, (_, index) => [`f${index}`, '1']).flat();
    for (let from = 0; from < fields.length; from += 20_000)
      await redis.server.ask('HSET', 'h', ...fields.slice(from, from + 20_000));
    const found: string[] = [];
    let pages = 0;
    for (let cursor: string | null | undefined; cursor !== null; pages++) {
      const page: ItemPage = await items('h', 'hash', scan(cursor ?? null, 'f7777?'));
      found.push(...page.items.map(({ name }) => text(name)!));
      cursor = page.next;
    }
    expect(found.toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => `f7777${index}`));
    expect(pages).toBeGreaterThan(1);
  });

  test('a set of more members than are sorted has all of them in its steps', async () => {
    const members = Array.from({ length: 5_000 }, (_, index) => `m${index}`);
    await redis.server.ask('SADD', 's', ...members);
    const seen = new Set<string>();
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: ItemPage = await items('s', 'set', scan(cursor ?? null));
      for (const { name } of page.items) seen.add(text(name)!);
      cursor = page.next;
    }
    expect([...seen].toSorted()).toEqual(members.toSorted());
  });

  test('a list of a million elements, from any place and from its end', async () => {
    await redis.server.ask(
      'EVAL',
      'for i = 0, 999999, 1000 do local a = {} for j = 0, 999 do a[#a+1] = i + j end redis.call("RPUSH", KEYS[1], unpack(a)) end',
      1,
      'l',
    );
    expect(shown(await items('l', 'list', places(999_998, 10)))).toEqual(['999998 999998', '999999 999999']);
    expect(shown(await items('l', 'list', places(0, 2, { reverse: true })))).toEqual([
      '999999 999999',
      '999998 999998',
    ]);
    expect(shown(await items('l', 'list', places(999_999, 5, { reverse: true })))).toEqual(['0 0']);
    const page = await items('l', 'list', places(500_000, 100));
    expect(page).toMatchObject({ total: 1_000_000, next: null });
    expect(page.items.map(({ index }) => index)).toEqual(
      Array.from({ length: 100 }, (_, at) => 500_000 + at),
    );
  });

  test('a sorted set by rank and by score, both ways round', async () => {
    for (let index = 0; index < 100; index++) await redis.server.ask('ZADD', 'z', index / 2, `m${index}`);
    expect(shown(await items('z', 'zset', places(98, 10)))).toEqual(['98 m98 49', '99 m99 49.5']);
    expect(shown(await items('z', 'zset', places(0, 2, { reverse: true })))).toEqual([
      '99 m99 49.5',
      '98 m98 49',
    ]);
    const some = { min: '(10', max: '11.5' };
    const page = await items('z', 'zset', places(0, 10, some));
    expect(shown(page)).toEqual(['21 m21 10.5', '22 m22 11', '23 m23 11.5']);
    expect(page.total).toBe(3);
    expect(shown(await items('z', 'zset', places(1, 1, { ...some, reverse: true })))).toEqual(['22 m22 11']);
    expect((await items('z', 'zset', places(0, 10, { min: '900' }))).items).toEqual([]);
  });

  test('elements of megabytes make a short page, never a large answer', async () => {
    const large = Buffer.alloc(2 ** 20, 'x');
    for (let index = 0; index < 40; index++) await redis.server.ask('RPUSH', 'l', large);
    const page = await items('l', 'list', places(0, 200));
    for (let index = 0; index < 40; index++) await redis.server.ask('HSET', 'h', `f${index}`, large);
    const fields = await items('h', 'hash', scan());
    expect(fields.items.length).toBeLessThan(30);
    expect(fields).toMatchObject({ isSorted: false, total: 40 });
    expect(fields.next).not.toBeNull();
    expect(page.items.length).toBeLessThan(30);
    expect(page.items.every(({ value, size }) => value!.length === 256 && size === 2 ** 20)).toBe(true);
  });

  test('a key that is another type by now is a conflict, and one that is gone has nothing in it', async () => {
    await redis.server.ask('SET', 'k', 'text');
    await expect(items('k', 'hash', scan())).rejects.toMatchObject({ code: 'conflict' });
    await expect(items('k', 'list', places(0, 10))).rejects.toMatchObject({ code: 'conflict' });
    expect((await items('nobody', 'set', scan())).items).toEqual([]);
    await expect(items('k', 'set', places(0, 1))).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('one value', () => {
  test('of a string of 500 MB only the part that is asked for is read', async () => {
    await redis.server.ask('SETRANGE', 'big', 500_000_000, 'the end');
    const string = { of: 'string' } as const;
    expect(await readValue(redis.client, bytes('big'), string, 0, 4)).toEqual({
      bytes: Buffer.alloc(4),
      size: 500_000_007,
    });
    const { bytes: end } = await readValue(redis.client, bytes('big'), string, 500_000_000, 1_000);
    expect(text(end)).toBe('the end');
    await expect(readWholeValue(redis.client, bytes('big'), string)).rejects.toMatchObject({
      code: 'too-large',
    });
    expect(await readKeyState(redis.client, bytes('big'))).toMatchObject({
      size: 500_000_007,
      text: { form: 'text' },
    });
  });

  test('of a field, an element, an empty string; and what is not there says so', async () => {
    await redis.server.ask('HSET', 'h', 'f', 'value');
    await redis.server.ask('RPUSH', 'l', 'a', 'b');
    await redis.server.ask('SET', 'empty', '');
    const read = async (key: string, part: Parameters<typeof readWholeValue>[2]) =>
      text(await readWholeValue(redis.client, bytes(key), part));
    expect(await read('h', { of: 'field', field: bytes('f') })).toBe('value');
    expect(await read('l', { of: 'element', index: 1 })).toBe('b');
    expect(await read('empty', { of: 'string' })).toBe('');
    await expect(read('h', { of: 'field', field: bytes('g') })).rejects.toMatchObject({ code: 'not-found' });
    await expect(read('l', { of: 'element', index: 2 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(read('nobody', { of: 'string' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(read('h', { of: 'string' })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('what one key is', () => {
  test('a string is a number, text, bytes with their bits, or a HyperLogLog, which reading does not change', async () => {
    await redis.server.ask('SET', 'number', '-12.5');
    await redis.server.ask('SET', 'text', 'é'.repeat(300));
    await redis.server.ask('SETBIT', 'bits', 7, 1);
    await redis.server.ask('SET', 'bits', Buffer.from([0xff, 0x01]));
    await redis.server.ask('PFADD', 'seen', 'a', 'b', 'c');
    const stateOf = async (key: string) => (await readKeyState(redis.client, bytes(key))).text;
    expect(await stateOf('number')).toEqual({ form: 'number', cardinality: null, bits: null });
    expect(await stateOf('text')).toMatchObject({ form: 'text' });
    expect(await stateOf('bits')).toEqual({ form: 'bytes', cardinality: null, bits: 9 });
    expect(await stateOf('seen')).toEqual({ form: 'hyperloglog', cardinality: null, bits: null });
    expect(await redis.server.ask('PFCOUNT', 'seen')).toBe('3');
    expect(await stateOf('seen')).toEqual({ form: 'hyperloglog', cardinality: 3, bits: null });
  });

  test('its encoding and lifetime, and what may not be asked', async () => {
    await redis.server.ask('SET', 'k', '12', 'PX', 60_000);
    expect(await readKeyState(redis.client, bytes('k'))).toMatchObject({
      encoding: 'int',
      missing: [],
      frequency: null,
    });
    expect(await readKeyState(redis.client, bytes('nobody'))).toMatchObject({
      type: 'none',
      encoding: null,
      text: null,
    });
    await redis.server.ask(
      'ACL',
      'SETUSER',
      'limited',
      'reset',
      'on',
      '>pass',
      '~*',
      '+@all',
      '-object',
      '-getrange',
    );
    const limited = await RedisClient.open(redis.server.target({ username: 'limited' }), {
      purpose: 'test',
      password: 'pass',
    });
    const { missing, text } = await readKeyState(limited, bytes('k'));
    limited.close();
    expect(missing).toEqual(['OBJECT ENCODING', 'OBJECT IDLETIME', 'OBJECT FREQ']);
    expect(text).toBeNull();
  });
});

describe('watching a key', () => {
  const notifications = () => new Notifications({ connections: [], of: () => null } as never, noRecords);
  const noRecords = { notifyRecords: [], notKept: null, setNotifyRecords: async () => {} };

  test('sees it change, become another type and go, by looking again and again', async () => {
    await redis.server.ask('SET', 'k', 'a');
    const ended = new AbortController();
    const states = watchKey(connection, notifications(), bytes('k'), ended.signal);
    const next = async (isThere: (state: { type: string | null; size: number | null }) => boolean) => {
      for (;;) {
        const { value } = await states.next();
        if (value && isThere(value)) return value;
      }
    };
    expect(await next(({ size }) => size === 1)).toMatchObject({ type: 'string', noticedBy: 'polling' });
    await redis.server.ask('DEL', 'k');
    await redis.server.ask('HSET', 'k', 'f', 'v');
    expect(await next(({ type }) => type === 'hash')).toMatchObject({ size: 1, problem: null });
    await redis.server.ask('DEL', 'k');
    await next(({ type }) => type === 'none');
    ended.abort();
  });

  test('answers a reader that comes back after a while at once, with what is there then', async () => {
    const awayMs = 1_500;
    await redis.server.ask('SET', 'k', 'a');
    const ended = new AbortController();
    const states = watchKey(connection, notifications(), bytes('k'), ended.signal);
    await states.next();
    await new Promise(resolve => setTimeout(resolve, awayMs));
    await redis.server.ask('SET', 'k', 'later');
    const askedAt = performance.now();
    expect((await states.next()).value).toMatchObject({ size: 5 });
    // It was waited many times as long as the reader had been away.
    expect(performance.now() - askedAt).toBeLessThan(3 * awayMs);
    ended.abort();
  });

  test('is told of changes where the server tells of all of them, and sets nothing for that', async () => {
    await redis.server.ask('CONFIG', 'SET', 'notify-keyspace-events', 'KEA');
    await redis.server.ask('SET', 'k', 'a');
    const again = new AbortController();
    const told = watchKey(connection, notifications(), bytes('k'), again.signal);
    let wrote = false;
    for await (const state of told) {
      if (state.changes > 0) {
        expect(state.size).toBe(5);
        break;
      }
      if (state.noticedBy === 'notifications' && !wrote) {
        wrote = true;
        await redis.server.ask('SET', 'k', 'later');
      }
    }
    again.abort();
    await redis.server.ask('CONFIG', 'SET', 'notify-keyspace-events', '');
  });
});
