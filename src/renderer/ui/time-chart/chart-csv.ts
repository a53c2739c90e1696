import type { ChartSeries } from './chart-options.ts';

/** RFC 4180: a line for each bucket, a column for each series; an unknown value is an empty field. */
export function chartCsv(times: readonly number[], series: readonly ChartSeries[]): string {
  const lines = [
    ['time', ...series.map(({ name }) => name)],
    ...times.map((time, index) => [
      new Date(time).toISOString(),
      ...series.map(({ values }) => String(values[index] ?? '')),
    ]),
  ];
  return lines.map(fields => `${fields.map(quote).join(',')}\r\n`).join('');
}

function quote(field: string): string {
  // A spreadsheet takes a leading "=", "+", "-" or "@" for a formula; a number is none.
  const safe = /^[=+@-]/.test(field) && Number.isNaN(Number(field)) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
