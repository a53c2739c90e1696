/**
 * The wall clock, made to never go back: windows that closed stay closed. When the wall clock is set back it goes on from where it was,
 * a tenth slower than real time, until the wall clock has come up.
 */
export class ForwardClock {
  readonly #wall: () => number;
  readonly #steady: () => number;
  #last: number;
  #lastSteady: number;

  constructor(wall: () => number = Date.now, steady: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#steady = steady;
    this.#last = wall();
    this.#lastSteady = steady();
  }

  /** Milliseconds since the Unix epoch. */
  now(): number {
    const steady = this.#steady();
    const elapsed = Math.max(0, steady - this.#lastSteady);
    this.#lastSteady = steady;
    this.#last = Math.max(this.#wall(), this.#last + elapsed * 0.9);
    return this.#last;
  }
}
