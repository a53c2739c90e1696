/** Values whose events are counted at a time; what comes with another one is over the rate. */
const MAX_VALUES = 100_000;

/** Lets so many events through in each stretch of time, of all or of each value. Nothing of it is kept over a restart. */
export class RateLimit {
  readonly #events: number;
  readonly #perMs: number;
  readonly #passed = new Map<string | null, number>();
  #stretch = Number.NaN;

  constructor({ events, perMs }: { events: number; perMs: number }) {
    this.#events = events;
    this.#perMs = perMs;
  }

  /** @param value whose events are counted together @param now milliseconds since the Unix epoch */
  takes(value: string | null, now: number): boolean {
    const stretch = Math.floor(now / this.#perMs);
    if (stretch !== this.#stretch) {
      this.#stretch = stretch;
      this.#passed.clear();
    }
    const passed = this.#passed.get(value) ?? 0;
    if (passed >= this.#events || (passed === 0 && this.#passed.size >= MAX_VALUES)) return false;
    this.#passed.set(value, passed + 1);
    return true;
  }
}
