import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { busiestSeries } from '#engine/series/busiest.ts';
import { readLeaderboard, readSeries } from '#engine/series/series.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

let server: TestServer;
let connection: Connection;

beforeAll(async () => {
  server = await startRedisServer();
  connection = await openConnection(server);
});
afterAll(async () => {
  connection.close();
  await server.stop();
});
beforeEach(() => server.ask('FLUSHALL'));

const SIZE = 10;
const now = () => Math.floor(Date.now() / 1_000 / SIZE) * SIZE;
const write = (key: string, ...counts: (string | number)[]) => server.ask('HSET', key, ...counts);
const busiest = (prefix: string, members: string | null = null, buckets = 60) =>
  busiestSeries(connection, prefix, members, SIZE, buckets);

test('sums the buckets of the window, largest first; what lies before it does not count', async () => {
  const at = now();
  await write('ev:aa', at, 1, at - 10, 2);
  await write('ev:old', at - 3_600, 1_000);
  await write('ev:zz', at - 20, 50, at - 3_600, 1_000);
  await write('ev:float', at - 10, '4.5', at - 20, 'no number');
  await write('other', at, 99);
  expect(await busiest('ev:')).toMatchObject({
    series: [
      { name: 'zz', sum: 50 },
      { name: 'float', sum: 4.5 },
      { name: 'aa', sum: 3 },
      { name: 'old', sum: 0 },
    ],
    notHashes: [],
    more: false,
  });
});

test('a hash of more fields than the window has buckets is summed over the window alone', async () => {
  const at = now();
  const counts = Array.from({ length: 100 }, (_, index) => [at - index * SIZE, 2]).flat();
  await write('ev:long', ...counts);
  const before = (await busiest('ev:', null, 20)).series;
  // The window may have moved on by a bucket that has no count yet.
  expect([[{ name: 'long', sum: 40 }], [{ name: 'long', sum: 38 }]]).toContainEqual(before);
  expect((await busiest('ev:', null, 200)).series).toEqual([{ name: 'long', sum: 200 }]);
});

test('a key that is no hash is named, and the others are measured all the same', async () => {
  await write('ev:good', now(), 7);
  await server.ask('SET', 'ev:text', 'x');
  await server.ask('RPUSH', 'ev:list', 'x');
  expect(await busiest('ev:')).toMatchObject({
    series: [{ name: 'good', sum: 7 }],
    notHashes: ['list', 'text'],
    more: false,
  });
  await server.ask('SADD', 'known', 'good', 'text', 'not-there');
  expect(await busiest('ev:', 'known')).toMatchObject({
    series: [
      { name: 'good', sum: 7 },
      { name: 'not-there', sum: 0 },
    ],
    notHashes: ['text'],
    more: false,
  });
});

test('without a prefix only hashes are looked at', async () => {
  await write('one', now(), 7);
  await server.ask('SET', 'text', 'x');
  expect(await busiest('')).toMatchObject({ series: [{ name: 'one', sum: 7 }], notHashes: [], more: false });
});

test('a prefix is text, not a pattern', async () => {
  await write('a*b', now(), 1);
  await write('axb', now(), 2);
  expect((await busiest('a*')).series).toEqual([{ name: 'b', sum: 1 }]);
});

test('members of a key that is no set are refused with the reply of Redis', async () => {
  await server.ask('SET', 'text', 'x');
  await expect(busiest('ev:', 'text')).rejects.toMatchObject({ detail: { code: 'WRONGTYPE' } });
});

test.each([
  ['keys', null],
  ['members', 'known'],
])(
  'of very many %s 1,000 are measured, in several writes, and that there are more is said',
  async (_, members) => {
    const at = now();
    const names = Array.from({ length: 1_200 }, (_, index) => `n${String(index).padStart(4, '0')}`);
    await Promise.all(names.map((name, index) => write(`ev:${name}`, at, index + 1)));
    await server.ask('SADD', 'known', ...names);
    const { series, more } = await busiest('ev:', members, 200);
    expect([series.length, more]).toEqual([1_000, true]);
    const sums = series.map(({ sum }) => sum);
    expect(sums).toEqual(sums.toSorted((a, b) => b - a));
    for (const { name, sum } of series) expect(sum).toBe(Number(name.slice(1)) + 1);
  },
);

test('a chart of several keys: one that is no hash is named, and the others have their values', async () => {
  const at = now();
  await write('ev:good', at, 7);
  await server.ask('SET', 'ev:text', 'x');
  const { values, notHashes } = await readSeries(connection, ['ev:text', 'ev:good', 'ev:gone'], SIZE, 5);
  expect(notHashes).toEqual(['ev:text']);
  expect(values[0]).toEqual([]);
  expect(values[1]!.filter(value => value !== null)).toEqual([7]);
  expect(values[2]).toEqual([null, null, null, null, null]);
});

test('finer fields, and such that are not aligned, are added up in the buckets they fall into', async () => {
  const at = Math.floor(now() / 60) * 60;
  await write('ev:fine', at, 1, at + 10, 2, at + 55, 4, at - 1, 8, at - 60, 16, 'note', 32);
  const { values, partlyRead } = await readSeries(connection, ['ev:fine'], 60, 5);
  expect(values[0]!.filter(value => value !== null)).toEqual([24, 7]);
  expect(partlyRead).toEqual([]);
  expect((await busiestSeries(connection, 'ev:', null, 60, 5)).series).toEqual([{ name: 'fine', sum: 31 }]);
});

test('of a large hash the starts of buckets are read, and it is said where it holds more', async () => {
  const at = Math.floor(now() / 60) * 60;
  await write('ev:large', ...Array.from({ length: 5_000 }, (_, index) => [at - index * 10, 1]).flat());
  const coarse = await readSeries(connection, ['ev:large'], 60, 3);
  expect(coarse).toMatchObject({ partlyRead: ['ev:large'] });
  expect(coarse.values[0]!.at(-2)).toBe(1);
  expect(await readSeries(connection, ['ev:large'], 10, 3)).toMatchObject({ partlyRead: [] });
});

test('a leaderboard is read by its epoch key; one that holds no number is explained', async () => {
  expect(await readLeaderboard(connection, '{epoch}', 'index', null, 2)).toEqual({
    epoch: null,
    highest: null,
    members: 0,
    rows: [],
  });
  await server.ask('SET', 'index', 3);
  await server.ask('ZADD', '3', 5, 'a', '7.5', 'b', 1, 'c');
  expect(await readLeaderboard(connection, '{epoch}', 'index', null, 2)).toEqual({
    epoch: 3,
    highest: 3,
    members: 3,
    rows: [
      { member: 'b', score: 7.5 },
      { member: 'a', score: 5 },
    ],
  });
  await server.ask('SET', 'index', 'abc');
  await expect(readLeaderboard(connection, '{epoch}', 'index', null, 2)).rejects.toThrow(
    'The key "index" holds "abc", which is not the number of an epoch.',
  );
});

test('what is not drawn is added up, bucket by bucket', async () => {
  const at = now();
  for (let index = 0; index < 12; index++) await write(`ev:${String(index).padStart(2, '0')}`, at, index + 1);
  const sumOf = ({ others }: Awaited<ReturnType<typeof busiest>>) =>
    others.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  // Those of 1 to 4; the busiest eight are drawn.
  expect(sumOf(await busiest('ev:'))).toBe(10);
  const { others } = await busiestSeries(connection, 'ev:', null, SIZE, 60, ['11']);
  expect(others.values[(at - others.first) / SIZE]).toBe(66);
});

test('an interval of decades begins at no time before 1970', async () => {
  const decades = 2 ** 31;
  const { others } = await busiestSeries(connection, 'ev:', null, decades, 5);
  expect(others).toMatchObject({ first: 0, values: [null] });
  expect(await readSeries(connection, ['ev:a'], decades, 5)).toMatchObject({ first: 0, values: [[null]] });
});
