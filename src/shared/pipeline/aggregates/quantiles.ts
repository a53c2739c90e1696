import { numberOf, type Accumulator, type AccumulatorKind } from './accumulator.ts';

/** Each quantile is within 1 % of the value that has its rank. */
const RELATIVE_ERROR = 0.01;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Closer to zero than this is zero. */
const SMALLEST = 1e-12;

/**
 * DDSketch (Masson, Rim, Lee, VLDB 2019): values counted in buckets that grow by a constant factor, so that merging is adding counts.
 * From 1e-12 to 1e300 there are at most some 36,000 buckets for each sign; real data uses few of them, so none are collapsed.
 */
class Quantiles implements Accumulator {
  readonly approximate = true;
  readonly #at: number[];
  #positive = new Map<number, number>();
  #negative = new Map<number, number>();
  #zeros = 0;

  constructor(at: number[]) {
    this.#at = at;
  }

  add(value: unknown): void {
    const number = numberOf(value);
    if (Math.abs(number) < SMALLEST) this.#zeros++;
    else {
      const index = Math.ceil(Math.log(Math.abs(number)) / LOG_GAMMA);
      increase(number > 0 ? this.#positive : this.#negative, index, 1);
    }
  }

  merge(other: Quantiles): void {
    this.#zeros += other.#zeros;
    for (const [index, count] of other.#positive) increase(this.#positive, index, count);
    for (const [index, count] of other.#negative) increase(this.#negative, index, count);
  }

  /** One value per asked quantile, named by it: { "0.5": 12.1 }. */
  result(): Record<string, number | null> {
    const buckets: [value: number, count: number][] = [
      ...[...this.#negative]
        .sort((a, b) => b[0] - a[0])
        .map(([index, count]): [number, number] => [-middle(index), count]),
      [0, this.#zeros],
      ...[...this.#positive]
        .sort((a, b) => a[0] - b[0])
        .map(([index, count]): [number, number] => [middle(index), count]),
    ];
    const total = buckets.reduce((sum, [, count]) => sum + count, 0);
    return Object.fromEntries(
      this.#at.map(quantile => [String(quantile), valueAtRank(buckets, quantile * (total - 1))]),
    );
  }

  save(): unknown {
    return [this.#zeros, [...this.#positive], [...this.#negative]];
  }

  static load(at: number[], saved: unknown): Quantiles {
    const sketch = new Quantiles(at);
    const [zeros, positive, negative] = saved as [number, [number, number][], [number, number][]];
    sketch.#zeros = zeros;
    sketch.#positive = new Map(positive);
    sketch.#negative = new Map(negative);
    return sketch;
  }
}

function valueAtRank(buckets: [number, number][], rank: number): number | null {
  let seen = 0;
  for (const [value, count] of buckets) {
    seen += count;
    if (seen > rank) return value;
  }
  return null;
}

const middle = (index: number) => (2 * GAMMA ** index) / (GAMMA + 1);

function increase(buckets: Map<number, number>, index: number, by: number): void {
  buckets.set(index, (buckets.get(index) ?? 0) + by);
}

export const quantiles = (at: number[]): AccumulatorKind => ({
  zero: () => new Quantiles(at),
  load: saved => Quantiles.load(at, saved),
});
