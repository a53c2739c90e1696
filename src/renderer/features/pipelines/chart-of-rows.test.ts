import { expect, test } from 'vitest';
import type { ResultRow } from '#shared/contract/pipelines.ts';
import { chartOfRows } from './chart-of-rows.ts';

let seq = 0;
const row = (start: number, key: string, ...values: [string, string][]): ResultRow => ({
  seq: seq++,
  pipeline: 'p',
  start,
  end: start + 10,
  key,
  values,
  open: false,
});

test('draws the first number of each row, windows across, gaps where a key has no row', () => {
  const rows = [
    row(0, 'b', ['worker', 'alice'], ['n', '3'], ['average', '0.5']),
    row(0, 'a', ['n', '1']),
    row(10, 'b', ['n', '4']),
  ];
  expect(chartOfRows(rows, [row(20, 'a', ['n', '2'])])).toEqual({
    name: 'n',
    times: [0, 10, 20],
    series: [
      { name: 'a', color: 1, values: [1, null, 2] },
      { name: 'b', color: 2, values: [3, 4, null] },
    ],
    keys: 2,
    openBucket: 2,
  });
});

test('rows of several workers add up, and a row without a key stands for all', () => {
  const { series } = chartOfRows([row(0, '', ['n', '3']), row(0, '', ['n', '4'])], []);
  expect(series).toEqual([{ name: 'all', color: 1, values: [7] }]);
});

test('of many windows and keys the newest and the largest', () => {
  const rows = Array.from({ length: 100 }, (_, index) =>
    row(index * 10, `k${index % 20}`, ['n', `${index}`]),
  );
  const { times, series, keys, openBucket } = chartOfRows(rows, []);
  expect([times.length, times.at(-1), series.length, keys, openBucket]).toEqual([60, 990, 9, 20, null]);
  expect(series.at(-1)).toMatchObject({ name: 'others', color: 0 });
  const drawn = series.flatMap(({ values }) => values).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  expect(drawn).toBe(rows.slice(-60).reduce((sum, { values }) => sum + Number(values[0]![1]), 0));
});

test('rows without a number draw nothing', () => {
  expect(chartOfRows([row(0, 'a', ['last', 'text'])], []).times).toEqual([]);
});
