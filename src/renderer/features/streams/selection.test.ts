import { describe, expect, test } from 'vitest';
import { Selection } from './selection.ts';

const rows = ['a', 'b', 'c', 'd', 'e'].map(id => ({ id }));
const row = (id: string) => rows.find(each => each.id === id)!;
const ids = (selection: Selection<{ id: string }>) => selection.rows.map(({ id }) => id).toSorted();

describe('a range', () => {
  test('goes from the row marked before to this one, in either direction', () => {
    const selection = new Selection<{ id: string }>();
    selection.mark(row('d'), rows, false);
    selection.mark(row('b'), rows, true);
    expect(ids(selection)).toEqual(['b', 'c', 'd']);
  });

  test('begins at the row that the grid is on', () => {
    const selection = new Selection<{ id: string }>();
    selection.startFrom('c');
    selection.mark(row('e'), rows, true);
    expect(ids(selection)).toEqual(['c', 'd', 'e']);
  });

  test('is only the row where the one before has left the list', () => {
    const selection = new Selection<{ id: string }>();
    selection.mark(row('a'), rows, false);
    selection.mark(row('c'), rows.slice(1), true);
    expect(ids(selection)).toEqual(['a', 'c']);
  });
});

test('with Shift and the arrows, a range grows and shrinks from where it began', () => {
  const selection = new Selection<{ id: string }>();
  selection.startFrom('b');
  selection.extendTo(row('c'), rows);
  selection.extendTo(row('d'), rows);
  expect(ids(selection)).toEqual(['b', 'c', 'd']);
  selection.extendTo(row('c'), rows);
  expect(ids(selection)).toEqual(['b', 'c']);
  selection.extendTo(row('a'), rows);
  expect(ids(selection)).toEqual(['a', 'b']);
});

test('a mark after everything was picked begins anew', () => {
  const selection = new Selection<{ id: string }>();
  selection.selectAll();
  expect(selection.has('e')).toBe(true);
  selection.mark(row('b'), rows, false);
  expect([ids(selection), selection.all, selection.has('e')]).toEqual([['b'], false, false]);
});
