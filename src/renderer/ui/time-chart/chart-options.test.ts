import { expect, test } from 'vitest';
import { chartOptions, roundTicks } from './chart-options.ts';

const style = { getPropertyValue: (name: string) => name } as CSSStyleDeclaration;

test('a value between two gaps has a dot: there is no line to see it by', () => {
  const values = [5, null, 1, 2, null, 3];
  const { series } = chartOptions({
    times: values.map((_, second) => second * 1_000),
    series: [{ name: 'a', color: 1, values }],
    mode: 'lines',
    openBucket: null,
    utc: true,
    style,
  }) as { series: { data: { value: number | null; symbol?: string }[] }[] };
  const dots = series[0]!.data.filter(({ value, symbol }) => value !== null && symbol === 'circle');
  expect(dots.map(({ value }) => value)).toEqual([5, 3]);
});

test('labels round times, and leaves odd ones to the chart', () => {
  const at = (count: number, stepMs: number, from = 0) =>
    Array.from({ length: count }, (_, index) => from + index * stepMs);
  const minutes = at(60, 10_000, 40_000);
  const { interval, formatter } = roundTicks(minutes);
  expect(minutes.filter((_, index) => interval!(index)).every(time => time % 120_000 === 0)).toBe(true);
  expect(formatter!('14:02:00')).toBe('14:02');
  expect(roundTicks(at(5, 10_000, 3_333))).toEqual({});
  expect(roundTicks([])).toEqual({});
});

test('a stack says its total at the head of the values', () => {
  const options = (mode: 'stacked' | 'lines') =>
    chartOptions({
      times: [0, 1_000, 2_000],
      series: [
        { name: 'a', color: 1, values: [1, null, null] },
        { name: 'others', color: 0, values: [2, 3, null] },
      ],
      mode,
      openBucket: null,
      utc: true,
      style,
    }) as { series: { name: string; data: unknown[] }[] };
  expect(options('stacked').series.at(-1)).toMatchObject({ name: 'total', data: [3, 3, null] });
  expect(options('lines').series.map(({ name }) => name)).toEqual(['a', 'others']);
});
