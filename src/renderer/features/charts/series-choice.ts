import type { SizedSeries } from '#shared/contract/series.ts';
import { busiestNames } from '../../ui/time-chart/busiest.ts';

export type SeriesOrder = 'size' | 'name';

/** The names to draw: those a person chose, or the busiest; sorted. */
export function chosenNames(series: readonly SizedSeries[], picked: readonly string[] | null): string[] {
  return picked ? picked.toSorted() : busiestNames(series);
}

/** What there is to choose from: a sum is null where the name is chosen, but was not found. */
export interface Choice {
  name: string;
  sum: number | null;
}

/**
 * The rows of the picker.
 *
 * @param series largest first
 */
export function choices(
  series: readonly SizedSeries[],
  picked: readonly string[] | null,
  order: SeriesOrder,
  search: string,
): Choice[] {
  const found = new Set(series.map(({ name }) => name));
  const missing = (picked ?? []).filter(name => !found.has(name)).map(name => ({ name, sum: null }));
  const rows: Choice[] = [...series, ...missing].filter(({ name }) =>
    name.toLowerCase().includes(search.toLowerCase()),
  );
  return order === 'size' ? rows : rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}
