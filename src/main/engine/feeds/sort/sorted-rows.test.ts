import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FeedFilter, FeedSort } from '#shared/contract/feeds.ts';
import { Feed } from '../feed.ts';
import { sortedPlaces } from './sort-key.ts';
import { SortedRows } from './sorted-rows.ts';

const bounds = { maxRows: 1_000_000, maxBytes: 256 * 2 ** 20 };
const open: SortedRows[] = [];
afterEach(() => open.splice(0).forEach(rows => rows.close()));

function say(feed: Feed, payload: string | Buffer, channel = 'a'): void {
  feed.append(0, Buffer.from(channel), undefined, Buffer.from(payload as Buffer));
}

async function sorted(feed: Feed, sort: FeedSort, filter: FeedFilter | null = null): Promise<SortedRows> {
  const rows = new SortedRows(feed, { sort, filter, decode: [] });
  open.push(rows);
  while (!rows.state.done && !rows.failure)
    await new Promise<void>(resolve => {
      const unsubscribe = rows.changes.subscribe(() => (unsubscribe(), resolve()));
    });
  if (rows.failure) throw rows.failure;
  return rows;
}

const seqsOf = (rows: SortedRows) => Array.from({ length: rows.end }, (_, at) => rows.seqAt(at));

test('numbers sort as numbers whatever their size, then text, truth and null; what is missing is last both ways', () => {
  const keys = [10, 9n, undefined, 'b', 2n ** 60n, true, null, 'a', -1.5];
  expect([...sortedPlaces(keys, 'ascending')].map(place => keys[place])).toEqual([
    -1.5,
    9n,
    10,
    2n ** 60n,
    'a',
    'b',
    true,
    null,
    undefined,
  ]);
  expect([...sortedPlaces(keys, 'descending')].map(place => keys[place])).toEqual([
    null,
    true,
    'b',
    'a',
    2n ** 60n,
    10,
    9n,
    -1.5,
    undefined,
  ]);
});

test('a field deep in the payload, also of compressed ones; those without it are counted and last', async () => {
  const feed = new Feed(bounds);
  say(feed, '{"a":{"n":[0,30]}}');
  say(feed, 'no JSON');
  say(feed, gzipSync('{"a":{"n":[0,4]}}'));
  feed.startGap(0, 'gone');
  say(feed, `{"filler":"${'x'.repeat(20_000)}","a":{"n":[0,9007199254740993]}}`);
  const rows = await sorted(feed, { by: ['a', 'n', 1], direction: 'ascending' });
  expect(seqsOf(rows)).toEqual([2, 0, 4, 1]);
  expect(rows.state).toEqual({ done: true, read: 5, total: 5, missing: 1, left: 0 });
});

test('what a filter matches, by size and by channel', async () => {
  const feed = new Feed(bounds);
  for (const [payload, channel] of [
    ['ab', 'z'],
    ['a', 'y'],
    ['b', 'x'],
    ['aaa', 'x'],
  ] as const)
    say(feed, payload, channel);
  const filter: FeedFilter = {
    language: 'text',
    text: 'a',
    highlight: true,
    muted: [],
    solo: [],
    decode: [],
  };
  expect(seqsOf(await sorted(feed, { by: 'size', direction: 'descending' }, filter))).toEqual([3, 0, 1]);
  expect(seqsOf(await sorted(feed, { by: 'channel', direction: 'ascending' }))).toEqual([2, 3, 1, 0]);
});

test('two hundred thousand messages, exactly', async () => {
  const feed = new Feed(bounds);
  const value = (n: number) => (n * 7_919) % 200_003;
  for (let n = 0; n < 200_000; n++) say(feed, `{"n":${value(n)}}`);
  const rows = await sorted(feed, { by: ['n'], direction: 'descending' });
  const expected = Array.from({ length: 200_000 }, (_, n) => n).sort((a, b) => value(b) - value(a));
  expect(seqsOf(rows)).toEqual(expected);
});
