import { pause } from '../../changes.ts';

/** Falling behind by more than this is forgiven: a source that was held up does not rush to catch up. */
const MAX_DEBT_MS = 1_000;
/** Timers are no finer than this; what is due meanwhile comes together. */
const TICK_MS = 4;

/** Spreads events evenly over time. */
export class Pace {
  readonly #intervalMs: number;
  #dueAt = performance.now();

  /** @param perSecond events per second; without it, as fast as they are taken */
  constructor(perSecond: number | undefined) {
    this.#intervalMs = perSecond === undefined ? 0 : 1000 / perSecond;
  }

  /** Returns when the next event is due, or when the signal aborts. */
  async next(signal: AbortSignal): Promise<void> {
    if (this.#intervalMs === 0) return;
    const now = performance.now();
    this.#dueAt = Math.max(this.#dueAt, now - MAX_DEBT_MS);
    if (this.#dueAt - now > TICK_MS || (this.#dueAt > now && this.#intervalMs > TICK_MS))
      await pause(this.#dueAt - now, signal);
    this.#dueAt += this.#intervalMs;
  }
}
