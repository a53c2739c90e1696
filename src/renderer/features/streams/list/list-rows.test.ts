import { expect, test } from 'vitest';
import type { StreamDetails } from './use-stream-details.ts';
import { isFamilyRow } from './list-columns.tsx';
import { listRows } from './list-rows.ts';

const names = [
  'audit',
  ...Array.from({ length: 60 }, (_, n) => `rq:job:${String(n).padStart(2, '0')}`),
  'zoo',
];
const streams = names.map(name => ({ name, key: new TextEncoder().encode(name) }));
/** Stream n of the list has n entries. */
const details = new Map(
  names.map((name, length) => [
    name,
    { state: { summary: { length } }, perSecond: null } as unknown as StreamDetails,
  ]),
);
const none = { favourites: [], details: null, sort: null, isFolding: true, openFamilies: new Set<string>() };
const rowsOf = (options: Partial<Parameters<typeof listRows>[0]>) =>
  listRows({ streams, ...none, ...options }).map(row =>
    isFamilyRow(row)
      ? `${row.name} (${row.family.members.length})`
      : `${row.inFamily ? '  ' : ''}${row.name}`,
  );

test('a family is one row, until it is opened', () => {
  expect(rowsOf({})).toEqual(['audit', 'rq:job: (60)', 'zoo']);
  expect(rowsOf({ isFolding: false })).toHaveLength(62);
  const open = rowsOf({ openFamilies: new Set(['rq:job:']) });
  expect(open).toHaveLength(63);
  expect(open.slice(1, 3)).toEqual(['rq:job: (60)', '  rq:job:00']);
});

test('a favourite stands on top, outside of its family', () => {
  expect(rowsOf({ favourites: ['rq:job:07'] })).toEqual(['rq:job:07', 'audit', 'rq:job: (59)', 'zoo']);
});

test('sorting is of all: a family by its sum among the others, and its streams below it', () => {
  const sort = { columnId: 'length', direction: 'descending' } as const;
  expect(rowsOf({ details, sort })).toEqual(['rq:job: (60)', 'zoo', 'audit']);
  const open = rowsOf({ details, sort, openFamilies: new Set(['rq:job:']) });
  expect(open.slice(0, 3)).toEqual(['rq:job: (60)', '  rq:job:59', '  rq:job:58']);
});
