import { UNKNOWN } from './numbers.ts';

const exact = new Intl.NumberFormat('en-US');
const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** "22 B", "1.8 kB", "64 MB": decimal units, two significant digits below ten. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return UNKNOWN;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits =
    unit === 0 ? Math.round(value).toString() : value < 9.95 ? value.toFixed(1) : value.toFixed(0);
  return `${digits} ${units[unit]}`;
}

/** "1,757 B": for columns in which sizes are compared, and for the exact value on hover. */
export function formatExactBytes(bytes: number): string {
  return `${exact.format(bytes)} B`;
}
