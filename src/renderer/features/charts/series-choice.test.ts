import { expect, test } from 'vitest';
import { MAX_LINES } from '#shared/contract/series.ts';
import { choices, chosenNames } from './series-choice.ts';

const series = [
  { name: 'wiki.c', sum: 30 },
  { name: 'wiki.A', sum: 20 },
  { name: 'news', sum: 10 },
];
const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

test('the busiest are drawn until a person chooses', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ name: `n${index}`, sum: 100 - index }));
  expect(chosenNames(many, null)).toEqual(names(many.slice(0, MAX_LINES)));
  expect(chosenNames(series, null)).toEqual(['news', 'wiki.A', 'wiki.c']);
  expect(chosenNames(series, ['news'])).toEqual(['news']);
  expect(chosenNames(series, [])).toEqual([]);
});

test('the picker is by size or by name', () => {
  expect(names(choices(series, null, 'size', ''))).toEqual(['wiki.c', 'wiki.A', 'news']);
  expect(names(choices(series, null, 'name', ''))).toEqual(['news', 'wiki.A', 'wiki.c']);
});

test('a search is for a part of the name, in any case', () => {
  expect(names(choices(series, null, 'size', 'WIKI.a'))).toEqual(['wiki.A']);
});

test('what was chosen and is gone stays in the picker, with no sum', () => {
  expect(choices(series, ['gone', 'news'], 'size', '').at(-1)).toEqual({ name: 'gone', sum: null });
});
