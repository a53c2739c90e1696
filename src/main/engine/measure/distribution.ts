import type { Percentiles } from '#shared/contract/measure.ts';
import { Sketch } from '#shared/pipeline/aggregates/sketch.ts';

/** Whole values below this are counted one by one until somebody looks: an addition is all that they cost. */
const SMALL = 1_024;

/** Values as percentiles, cheap for what is the rule: small whole numbers, and runs of the same value. */
export class Distribution {
  readonly #sketch = new Sketch();
  readonly #small = new Float64Array(SMALL);
  #count = 0;
  #max: number | null = null;
  #min: number | null = null;
  /** The value of the run that is not in the sketch yet. */
  #value = 0;
  #run = 0;

  add(value: number): void {
    if (value >= 0 && value < SMALL && Number.isInteger(value)) {
      this.#small[value]!++;
      return;
    }
    if (value !== this.#value) this.#endRun(value);
    this.#run++;
  }

  get min(): number | null {
    this.#settle();
    return this.#min;
  }

  percentiles(): Percentiles {
    this.#settle();
    const [p50, p90, p99] = this.#sketch.quantiles([0.5, 0.9, 0.99]).map(value => this.#within(value));
    return { p50: p50!, p90: p90!, p99: p99!, max: this.#max, count: this.#count };
  }

  /** A value of the sketch may be 1 % beyond the largest that there was. */
  #within(value: number | null): number | null {
    return value === null ? null : Math.min(this.#max!, Math.max(this.#min!, value));
  }

  /** Brings all that was added into the sketch. */
  #settle(): void {
    this.#endRun(this.#value);
    for (const [value, times] of this.#small.entries()) if (times > 0) this.#take(value, times);
    this.#small.fill(0);
  }

  #endRun(next: number): void {
    if (this.#run > 0) this.#take(this.#value, this.#run);
    this.#run = 0;
    this.#value = next;
  }

  #take(value: number, times: number): void {
    this.#sketch.add(value, times);
    this.#count += times;
    this.#max = Math.max(this.#max ?? -Infinity, value);
    this.#min = Math.min(this.#min ?? Infinity, value);
  }
}
