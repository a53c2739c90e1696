import { expect, test } from 'vitest';
import { chartOptions } from './chart-options.ts';

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
