import type { Hearing } from '#shared/contract/lessons.ts';

export interface Heard {
  text: string;
  /** In ms since the epoch. */
  at: number;
}

/**
 * What the other subscriber heard, with what it missed in between. It hears a part of what the steady one hears, in the same order, so each of
 * its messages is found in the steady one's, and what lies between was missed.
 *
 * @param settled so many of the steady one's messages came before the other was connected (again), or while it is away: of these, what it has not
 *   heard it will never hear. A later one may still be on its way.
 */
export function compareHearing(
  steady: readonly Heard[],
  other: readonly Heard[],
  settled: number,
): { rows: Hearing[]; missed: number } {
  const rows: Hearing[] = [];
  let missed = 0;
  let next = 0;
  let run = 0;
  const endRun = () => {
    if (run > 0) rows.push({ kind: 'missed', count: run });
    missed += run;
    run = 0;
  };
  const hear = () => {
    endRun();
    rows.push({ kind: 'message', ...other[next++]! });
  };
  for (const [index, { text }] of steady.entries()) {
    if (other[next]?.text === text) hear();
    else if (index < settled) run++;
  }
  // Where the steady one is a moment late, the other's newest are not among its messages yet.
  while (next < other.length) hear();
  endRun();
  return { rows, missed };
}
