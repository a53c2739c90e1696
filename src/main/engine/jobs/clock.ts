import { pause } from '../changes.ts';

/** Time as a job sees it: the real one, or one that a test steps. In ms. */
export interface Clock {
  now(): number;
  /** Returns early when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = { now: () => performance.now(), pause };

/** Messages that are due within this time of each other travel together. */
const TICK_MS = 5;
/** Timers know no waits of a month, recordings do. */
const LONGEST_PAUSE_MS = 60_000;

/** Waits for a time of the clock, at least a tick; returns early when the signal aborts. */
export async function waitUntil(clock: Clock, at: number, signal: AbortSignal): Promise<void> {
  for (let wait = at - clock.now(); wait > 0 && !signal.aborted; wait = at - clock.now())
    await clock.pause(Math.min(Math.max(wait, TICK_MS), LONGEST_PAUSE_MS), signal);
}
