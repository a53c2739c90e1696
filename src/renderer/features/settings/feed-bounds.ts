import { formatCount } from '../../lib/format/numbers.ts';

/** What a feed may hold, as the contract allows it. */
export const FEED_BOUNDS = {
  rows: { min: 1_000, max: 10_000_000 },
  mebibytes: { min: 8, max: 1_024 },
} as const;

/** A bound as typed; grouping commas and spaces do not matter. */
export function parseFeedBound(
  text: string,
  bound: keyof typeof FEED_BOUNDS,
): { ok: true; value: number } | { ok: false; problem: string } {
  const { min, max } = FEED_BOUNDS[bound];
  const digits = text.replace(/[\s,_]/g, '');
  const value = Number(digits);
  if (/^\d{1,9}$/.test(digits) && value >= min && value <= max) return { ok: true, value };
  return { ok: false, problem: `A whole number from ${formatCount(min)} to ${formatCount(max)}.` };
}
