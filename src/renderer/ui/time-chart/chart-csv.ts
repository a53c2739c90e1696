import { csvLine } from '#shared/csv.ts';
import { isoTime } from '../../lib/format/times.ts';
import type { ChartSeries } from './chart-options.ts';

/** RFC 4180: a line for each bucket, a column for each series; an unknown value is an empty field. */
export function chartCsv(times: readonly number[], series: readonly ChartSeries[]): string {
  const lines = [
    ['time', ...series.map(({ name }) => name)],
    ...times.map((time, index) => [
      isoTime(time),
      ...series.map(({ values }) => String(values[index] ?? '')),
    ]),
  ];
  return lines.map(csvLine).join('');
}
