import type { Percentiles } from '#shared/contract/measure.ts';
import { Sketch } from '#shared/pipeline/aggregates/sketch.ts';

/** Values as percentiles. Runs of the same value, which are the rule, cost next to nothing. */
export class Distribution {
  readonly #sketch = new Sketch();
  #count = 0;
  #max: number | null = null;
  #min: number | null = null;
  /** The value of the run that is not in the sketch yet. */
  #value = 0;
  #run = 0;

  add(value: number): void {
    if (value !== this.#value) this.#endRun(value);
    this.#run++;
  }

  get min(): number | null {
    this.#endRun(this.#value);
    return this.#min;
  }

  percentiles(): Percentiles {
    this.#endRun(this.#value);
    const [p50, p90, p99] = this.#sketch.quantiles([0.5, 0.9, 0.99]).map(value => this.#within(value));
    return { p50: p50!, p90: p90!, p99: p99!, max: this.#max, count: this.#count };
  }

  /** A value of the sketch may be 1 % beyond the largest that there was. */
  #within(value: number | null): number | null {
    return value === null ? null : Math.min(this.#max!, Math.max(this.#min!, value));
  }

  #endRun(next: number): void {
    if (this.#run > 0) {
      this.#sketch.add(this.#value, this.#run);
      this.#count += this.#run;
      this.#max = Math.max(this.#max ?? -Infinity, this.#value);
      this.#min = Math.min(this.#min ?? Infinity, this.#value);
      this.#run = 0;
    }
    this.#value = next;
  }
}
