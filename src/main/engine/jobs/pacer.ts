import { waitUntil, type Clock } from './clock.ts';
import { Schedule } from './schedule.ts';

/** Says how many of a row of equal things are due, for a job that sends them in batches. */
export class Pacer {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #schedule: Schedule;
  /** Due and not yet sent; the one after them is due at `#nextDue`. */
  #due = 0;
  #nextDue: number;

  /** @param perSecond null: all of them are due at once */
  constructor(clock: Clock, startedAt: number, perSecond: number | null) {
    this.#clock = clock;
    this.#startedAt = startedAt;
    this.#schedule = new Schedule(perSecond === null ? { mode: 'fast' } : { mode: 'rate', perSecond });
    this.#nextDue = this.#dueOfNext();
  }

  /** Waits until one is due, or the signal aborts. @returns how many are, at most `most` */
  async due(most: number, signal: AbortSignal): Promise<number> {
    if (this.#due === 0) await waitUntil(this.#clock, this.#nextDue, signal);
    const now = this.#clock.now();
    while (this.#due < most && this.#nextDue <= now) {
      this.#due++;
      this.#nextDue = this.#dueOfNext();
    }
    return Math.min(this.#due, most);
  }

  /** Of those that are due, so many are sent. */
  sent(count: number): void {
    this.#due -= count;
  }

  #dueOfNext(): number {
    return this.#startedAt + this.#schedule.nextDueMs(null);
  }
}
