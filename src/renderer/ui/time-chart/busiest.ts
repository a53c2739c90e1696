import { MAX_LINES } from '#shared/contract/series.ts';

/** The busiest series of many, by name: a line keeps its colour while the sizes change. */
export function busiestNames(series: readonly { name: string; sum: number }[]): string[] {
  return series
    .toSorted((a, b) => b.sum - a.sum)
    .slice(0, MAX_LINES)
    .map(({ name }) => name)
    .sort();
}
