import type { ResultRow } from '#shared/contract/pipelines.ts';
import { busiestNames } from '../../ui/time-chart/busiest.ts';
import { OTHERS, type ChartSeries } from '../../ui/time-chart/chart-options.ts';

/** Windows of one chart, the newest. */
const MAX_WINDOWS = 60;

interface RowsOverTime {
  /** The aggregate that is drawn: the first of numbers. */
  name: string;
  times: number[];
  series: ChartSeries[];
  /** How many keys there are, drawn or not. */
  keys: number;
  /** The place of a window that still takes events. */
  openBucket: number | null;
}

/** Windows across, and one line for each of the largest keys. */
export function chartOfRows(rows: readonly ResultRow[], open: readonly ResultRow[]): RowsOverTime {
  const all = [...rows, ...open];
  const numberIn = ({ values }: ResultRow) =>
    values.find(([, text]) => text !== '' && !Number.isNaN(Number(text)));
  const times = [...new Set(all.filter(numberIn).map(({ start }) => start))]
    .sort((a, b) => a - b)
    .slice(-MAX_WINDOWS);
  const places = new Map(times.map((time, place) => [time, place]));
  const lines = new Map<string, (number | null)[]>();
  let drawn = '';
  for (const row of all) {
    const value = numberIn(row);
    const place = places.get(row.start);
    if (!value || place === undefined) continue;
    drawn ||= value[0];
    const key = row.key === '' ? 'all' : row.key;
    let line = lines.get(key);
    if (!line) lines.set(key, (line = times.map(() => null)));
    line[place] = (line[place] ?? 0) + Number(value[1]);
  }
  const sums = [...lines].map(([name, line]) => ({
    name,
    sum: line.reduce<number>((sum, value) => sum + (value ?? 0), 0),
  }));
  const names = busiestNames(sums);
  const series: ChartSeries[] = names.map((name, index) => ({
    name,
    color: index + 1,
    values: lines.get(name)!,
  }));
  const rest = [...lines].filter(([name]) => !names.includes(name)).map(([, line]) => line);
  if (rest.length > 0) series.push({ name: 'others', color: OTHERS, values: sumOf(rest, times.length) });
  const lastIsOpen = open.some(({ start }) => start === times.at(-1));
  return { name: drawn, times, series, keys: lines.size, openBucket: lastIsOpen ? times.length - 1 : null };
}

function sumOf(lines: readonly (number | null)[][], count: number): (number | null)[] {
  return Array.from({ length: count }, (_, place) => {
    const values = lines.map(line => line[place] ?? null).filter(value => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  });
}
