import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import { MOST_TIME_MS } from '#shared/time-range.ts';
import type { Group, KeyPart } from '../windows/group.ts';

/** So many rows are kept for a screen. */
export const SHOWN_ROWS = 500;

/** One group of one window, as results show it. */
export interface Row {
  window: { start: string; end: string };
  key: readonly KeyPart[];
  [name: string]: unknown;
}

export interface RowOptions {
  aggregates: readonly Aggregate[];
  /** Set for sources that several workers share. */
  worker: string | null;
  /** The window had not closed when the pipeline was stopped. */
  open: boolean;
}

export function rowOf(
  { start, end, key, accumulators }: Group,
  { aggregates, worker, open }: RowOptions,
): Row {
  const row: Row = { window: { start: isoTime(start), end: isoTime(end) }, key };
  if (worker !== null) row.worker = worker;
  const approximate: string[] = [];
  aggregates.forEach(({ name }, index) => {
    row[name] = accumulators[index]!.result();
    if (accumulators[index]!.approximate) approximate.push(name);
  });
  if (open) row.open = true;
  if (approximate.length > 0) row.approximate = approximate;
  return row;
}

/** ISO 8601 in UTC; windows of times beyond what a date can hold are cut to it. */
function isoTime(ms: number): string {
  return new Date(Math.max(-MOST_TIME_MS, Math.min(MOST_TIME_MS, ms))).toISOString();
}
