import { MOST_TIME_MS } from '../time-range.ts';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A number and a unit of fixed length; a day is always 24 hours. */
export const durationPattern = /^(\d+)(ms|s|m|h|d)$/;

/**
 * The length of a duration such as "500ms", "10s" or "1d", in milliseconds.
 *
 * @throws {RangeError} when the text is not a duration, or longer than a JS date can count
 */
export function parseDuration(text: string): number {
  const ms = lengthOf(text);
  if (!(ms <= MOST_TIME_MS))
    throw new RangeError(`"${text}" is not a duration such as "500ms", "10s" or "1d".`);
  return ms;
}

/** What a person types for a length of time, in milliseconds: "45 s", "1.5m", "500" (milliseconds); null for anything else. */
export function typedDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text.trim());
  return match ? Math.round(Number(match[1]) * unitMs[(match[2] ?? 'ms') as keyof typeof unitMs]) : null;
}

/** The shortest duration that is as long as this, in whole units that people read: "4s" for 3,201 ms, "12m" for 11 minutes and a second. */
export function durationOfAtLeast(ms: number): string {
  const unit = (['s', 'm', 'h'] as const).find(name => ms <= MOST_OF_A_UNIT * unitMs[name]) ?? 'd';
  return `${Math.max(1, Math.ceil(ms / unitMs[unit]))}${unit}`;
}

/** Of seconds and minutes; what is longer is said in the next unit. */
const MOST_OF_A_UNIT = 600;

/** False for a duration that is longer than a JS date can count. */
export function isCountable(text: string): boolean {
  return !(lengthOf(text) > MOST_TIME_MS);
}

/** Milliseconds; NaN when the text is not a duration. */
function lengthOf(text: string): number {
  const match = durationPattern.exec(text);
  return match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : Number.NaN;
}
