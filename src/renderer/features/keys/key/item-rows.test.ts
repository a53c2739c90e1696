import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ItemPage, ItemRange, KeyItem } from '#shared/contract/keys.ts';
import { ItemRows } from './item-rows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const settled = () => vi.advanceTimersByTimeAsync(0);
const view = (first: number, end: number) => ({ first, end, following: false });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function item(name: string, value: string | null, more: Partial<KeyItem> = {}): KeyItem {
  return {
    name: bytes(name),
    nameSize: name.length,
    value: value === null ? null : bytes(value),
    size: value?.length ?? name.length,
    index: null,
    score: null,
    ttlMs: null,
    ...more,
  };
}
const page = (items: KeyItem[], more: Partial<ItemPage> = {}): ItemPage => ({
  items,
  next: null,
  total: items.length,
  isSorted: false,
  missing: [],
  ...more,
});

it('reads a list of a million from any place, and no place twice', async () => {
  const asked: ItemRange[] = [];
  const rows = new ItemRows(
    async range => {
      asked.push(range);
      if (range.by !== 'index') throw new Error('by places');
      const items = Array.from({ length: range.count }, (_, at) =>
        item('', `v${range.from + at}`, { index: range.from + at }),
      );
      return page(items, { total: 1_000_000 });
    },
    { by: 'index', reverse: false, min: '-inf', max: '+inf' },
  );
  await settled();
  expect(rows.range()).toMatchObject({ start: 0, end: 1_000_000, moreAfter: false });
  rows.show(view(700_000, 700_030));
  await settled();
  expect(rows.at(700_029)).toMatchObject({ index: 700_029, id: '700029' });
  rows.show(view(700_005, 700_035));
  await settled();
  expect(asked).toHaveLength(2);
  rows.show(view(0, 30));
  await settled();
  expect(rows.at(3)?.index).toBe(3);
  expect(asked).toHaveLength(2);
});

it('goes on with a scan as one scrolls, keeps its cursors and not all of its rows', async () => {
  let reads = 0;
  const rows = new ItemRows(
    async range => {
      reads++;
      const from = range.by === 'scan' && range.cursor !== null ? Number(range.cursor) : 0;
      const items = Array.from({ length: 200 }, (_, at) => item(`f${from + at}`, 'x'));
      return page(items, { total: 100_000, next: from + 200 < 100_000 ? String(from + 200) : null });
    },
    { by: 'scan', match: bytes('') },
  );
  await settled();
  for (let first = 0; first < 12_000; first += 100) {
    rows.show(view(first, first + 30));
    await settled();
  }
  expect(rows.range()).toMatchObject({ total: 100_000, moreAfter: true });
  expect(rows.range().end).toBeLessThan(13_000);
  const before = reads;
  rows.show(view(0, 30));
  await settled();
  expect(rows.at(0)?.id).toBe('f0');
  expect(reads).toBe(before + 1);
});

it('passes over steps that found nothing', async () => {
  const rows = new ItemRows(
    async range => {
      const at = range.by === 'scan' && range.cursor !== null ? Number(range.cursor) : 0;
      const next = at < 30 ? String(at + 1) : null;
      return page(at % 10 === 0 ? [item(`f${at}`, 'x')] : [], { total: null, next });
    },
    { by: 'scan', match: bytes('f*0') },
  );
  await settled();
  rows.show(view(0, 20));
  await settled();
  expect(rows.range()).toMatchObject({ end: 4, total: 4, moreAfter: false });
  expect([0, 1, 2, 3].map(at => rows.at(at)?.id)).toEqual(['f0', 'f10', 'f20', 'f30']);
});

it('marks what has changed since it was read, by how much, for a while', async () => {
  let items = [item('a', '3'), item('b', 'text'), item('c', '1')];
  const rows = new ItemRows(async () => page(items, { isSorted: true }), { by: 'scan', match: bytes('') });
  await settled();
  rows.show(view(0, 10));
  const c = rows.at(2);
  items = [item('a', '174'), item('b', 'other'), item('c', '1'), item('d', 'new')];
  await rows.refresh();
  expect([0, 1, 2, 3].map(at => rows.at(at)?.change)).toEqual(['+171', 'changed', null, 'new']);
  expect(rows.at(2)).toBe(c);
  await vi.advanceTimersByTimeAsync(6_000);
  await rows.refresh();
  expect([0, 1, 2, 3].map(at => rows.at(at)?.change)).toEqual([null, null, null, null]);
});

it('shows what comes into a key that was empty, and says why it cannot be read', async () => {
  let answer: () => Promise<ItemPage> = async () => page([]);
  const rows = new ItemRows(() => answer(), { by: 'index', reverse: false, min: '-inf', max: '+inf' });
  await settled();
  expect(rows.range().end).toBe(0);
  answer = async () => page([item('', 'x', { index: 0 })]);
  await rows.refresh();
  expect(rows.at(0)?.id).toBe('0');
  answer = () => Promise.reject(new Error('The key now holds another type.'));
  await rows.refresh();
  expect(rows.error?.message).toBe('The key now holds another type.');
  answer = async () => page([item('', 'y', { index: 0 })]);
  await rows.refresh();
  expect(rows.error).toBeNull();
});

it('tells nobody of a look that finds what was there', async () => {
  let value = '2';
  const rows = new ItemRows(async () => page([item('a', '1'), item('b', value)]), {
    by: 'scan',
    match: bytes('*'),
  });
  await settled();
  rows.show(view(0, 30));
  let told = 0;
  rows.subscribe(() => told++);
  await rows.refresh();
  await rows.refresh();
  expect(told).toBe(0);
  value = '5';
  await rows.refresh();
  expect(told).toBe(1);
  expect(rows.at(1)).toMatchObject({ id: 'b', change: '+3' });
  // The mark goes by itself: that is news as well.
  await vi.advanceTimersByTimeAsync(10_000);
  await rows.refresh();
  expect(told).toBe(2);
  expect(rows.at(1)).toMatchObject({ id: 'b', change: null });
});
