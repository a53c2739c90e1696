/** Delays between attempts to reconnect: doubling, bounded, with jitter so that many clients do not return in one moment. */
const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/**
 * The delay before an attempt, in milliseconds.
 *
 * @param attempt 1 for the first attempt after the loss
 * @param random a number in [0, 1); half of the delay is fixed, half is drawn
 */
export function backOffMs(attempt: number, random = Math.random()): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full / 2 + (full / 2) * random);
}
