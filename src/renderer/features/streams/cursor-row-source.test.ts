import { expect, test } from 'vitest';
import { CursorRowSource, type Cursor, type CursorPage } from './cursor-row-source.ts';

/** A list of numbers as ids, read page by page. */
function listOf(length: number) {
  const loads: Cursor[] = [];
  let rows = Array.from({ length }, (_, index) => ({ id: String(index) }));
  const load = async (cursor: Cursor, count: number): Promise<CursorPage<{ id: string }>> => {
    loads.push(cursor);
    if ('after' in cursor) {
      const from = cursor.after === null ? 0 : rows.findIndex(row => Number(row.id) > Number(cursor.after));
      const page = from < 0 ? [] : rows.slice(from, from + count);
      return { rows: page, more: page.length === count };
    }
    const all = rows.filter(row => cursor.before === null || Number(row.id) < Number(cursor.before));
    const page = all.slice(-count);
    return { rows: page, more: page.length === count };
  };
  const add = (count: number) => {
    const from = rows.length;
    rows = [...rows, ...Array.from({ length: count }, (_, index) => ({ id: String(from + index) }))];
  };
  return { load, loads, add, remove: (id: string) => (rows = rows.filter(row => row.id !== id)) };
}

/** What was asked of the list has been answered: its answers are promises that have resolved. */
const settled = () => new Promise(resolve => setTimeout(resolve));
const ids = (source: CursorRowSource<{ id: string }>) => source.rows.map(row => Number(row.id));

test('reads on as the view comes near an end, and keeps positions', async () => {
  const { load } = listOf(1_000);
  const source = new CursorRowSource(load, row => row.id, { after: null });
  await settled();
  expect(source.range()).toMatchObject({ start: 0, end: 200, moreAfter: true, moreBefore: false });
  source.show({ first: 150, end: 180, following: false });
  await settled();
  expect(source.range().end).toBe(400);
  expect(source.at(170)).toEqual({ id: '170' });
});

test('begins at the end and reads backward into negative positions', async () => {
  const { load } = listOf(500);
  const source = new CursorRowSource(load, row => row.id, { before: null });
  await settled();
  expect(ids(source)[0]).toBe(300);
  const last = source.range().end - 1;
  expect(source.at(last)).toEqual({ id: '499' });
  source.show({ first: source.range().start, end: source.range().start + 20, following: false });
  await settled();
  expect(source.at(last)).toEqual({ id: '499' });
  expect(ids(source)[0]).toBe(100);
});

test('begins in the middle and goes both ways', async () => {
  const { load } = listOf(1_000);
  const source = new CursorRowSource(load, row => row.id, { after: '499' });
  await settled();
  source.show({ first: 0, end: 30, following: false });
  await settled();
  expect(ids(source)).toEqual(
    Array.from({ length: ids(source).length }, (_, index) => ids(source)[0]! + index),
  );
  expect(ids(source)).toContain(499);
  expect(source.at(0)).toEqual({ id: '500' });
});

test('keeps no more than a few screens, whatever is scrolled past', async () => {
  const { load } = listOf(20_000);
  const source = new CursorRowSource(load, row => row.id, { after: null });
  for (let step = 0; step < 80; step++) {
    await settled();
    const { end } = source.range();
    source.show({ first: end - 40, end, following: false });
  }
  await settled();
  expect(source.rows.length).toBeLessThanOrEqual(4_200);
  expect(source.range().moreBefore).toBe(true);
  source.show({ first: source.range().start, end: source.range().start + 30, following: false });
  await settled();
  expect(ids(source).every((id, index) => id === ids(source)[0]! + index)).toBe(true);
});

test('a refresh takes out what is gone and keeps the objects of what stayed', async () => {
  const { load, remove } = listOf(50);
  const source = new CursorRowSource(load, row => row.id, { after: null });
  await settled();
  source.show({ first: 0, end: 30, following: false });
  const kept = source.at(0);
  remove('7');
  await source.refresh();
  expect(ids(source)).not.toContain(7);
  expect(source.at(0)).toBe(kept);
  expect(source.range().end).toBe(49);
});

test('a failure is said and what is here stays', async () => {
  const { load } = listOf(300);
  let fails = false;
  const source = new CursorRowSource<{ id: string }>(
    (cursor, count) => (fails ? Promise.reject(new Error('gone')) : load(cursor, count)),
    row => row.id,
    { after: null },
  );
  await settled();
  fails = true;
  await source.refresh();
  expect(source.range().problem).toBe('gone');
  expect(source.rows).toHaveLength(200);
  fails = false;
  await source.refresh();
  expect(source.range().problem).toBeNull();
});

test('a list that grows is read on; one that grows too fast goes on from its newest rows', async () => {
  const { load, add } = listOf(100);
  const source = new CursorRowSource(load, row => row.id, { before: null });
  await settled();
  source.show({ first: 60, end: 100, following: true });
  add(50);
  await source.readOn();
  expect(ids(source).at(-1)).toBe(149);
  expect(source.rows).toHaveLength(150);
  const end = source.range().end;
  add(5_000);
  await source.readOn();
  expect(ids(source).slice(-200)).toEqual(Array.from({ length: 200 }, (_, index) => 4_950 + index));
  expect(source.rows.length).toBeLessThan(1_000);
  expect(source.range()).toMatchObject({ moreBefore: true, moreAfter: false });
  expect(source.range().end).toBeGreaterThan(end);
});

test('tells nobody that rows were read again which are the same', async () => {
  const { load, loads, remove } = listOf(20);
  const source = new CursorRowSource(load, row => row.id, { after: null });
  await settled();
  source.show({ first: 0, end: 20, following: false });
  await settled();
  let told = 0;
  source.subscribe(() => told++);
  const { rows } = source;
  const asked = loads.length;
  await source.refresh();
  expect(loads.length).toBe(asked + 1);
  expect(told).toBe(0);
  expect(source.rows).toBe(rows);
  remove('3');
  await source.refresh();
  expect(told).toBe(1);
  expect(ids(source)).not.toContain(3);
});
