import { expect, test } from 'vitest';
import { familiesOf, isFamily } from './families.ts';

const rows = (names: string[]) => names.map(name => ({ name }));
const of = (count: number, name: (n: number) => string) => Array.from({ length: count }, (_, n) => name(n));
const shape = (names: string[], least = 3) =>
  familiesOf(rows(names), least).map(item =>
    isFamily(item) ? `${item.prefix} ${item.members.length}` : item.name,
  );

test('streams of one family are one item, at the place of the first of them', () => {
  expect(shape(['audit', ...of(4, n => `rq:results:${n}`), 'zoo'])).toEqual([
    'audit',
    'rq:results: 4',
    'zoo',
  ]);
});

test('a family has the longest prefix that enough of them share', () => {
  expect(shape([...of(3, n => `app:orders:${n}`), ...of(3, n => `app:users:${n}`), 'app:log'])).toEqual([
    'app:orders: 3',
    'app:users: 3',
    'app:log',
  ]);
  // What varies may stand in the middle.
  expect(shape(of(5, n => `job:${n}:events`))).toEqual(['job: 5']);
});

test('what is left of a family when others took most of it is not folded', () => {
  expect(shape([...of(3, n => `a:b:${n}`), 'a:x', 'a:y'])).toEqual(['a:b: 3', 'a:x', 'a:y']);
});

test('few streams stay as they are', () => {
  expect(familiesOf(rows(of(49, n => `rq:results:${n}`)))).toHaveLength(49);
  expect(familiesOf(rows(of(1_000, n => `rq:results:${n}`)))).toHaveLength(1);
  expect(shape(['', ':', 'plain', 'a:'])).toEqual(['', ':', 'plain', 'a:']);
});
