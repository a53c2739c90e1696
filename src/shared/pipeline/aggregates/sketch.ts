/** Each quantile is within 1 % of the value that has its rank. */
const RELATIVE_ERROR = 0.01;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Closer to zero than this is zero. */
const SMALLEST = 1e-12;

/** A sketch as a JSON value. */
export type SavedSketch = readonly [
  zeros: number,
  positive: readonly (readonly [number, number])[],
  negative: readonly (readonly [number, number])[],
];

/**
 * DDSketch (Masson, Rim, Lee, VLDB 2019): values counted in buckets that grow by a constant factor, so that merging is adding counts.
 * From 1e-12 to 1e300 there are at most some 36,000 buckets for each sign; real data uses few of them, so none are collapsed.
 */
export class Sketch {
  #positive = new Map<number, number>();
  #negative = new Map<number, number>();
  #zeros = 0;

  /** Adds a value, `times` times. */
  add(value: number, times = 1): void {
    if (Math.abs(value) < SMALLEST) this.#zeros += times;
    else {
      const index = Math.ceil(Math.log(Math.abs(value)) / LOG_GAMMA);
      increase(value > 0 ? this.#positive : this.#negative, index, times);
    }
  }

  merge(other: Sketch): void {
    this.#zeros += other.#zeros;
    for (const [index, count] of other.#positive) increase(this.#positive, index, count);
    for (const [index, count] of other.#negative) increase(this.#negative, index, count);
  }

  /** The values at some quantiles (0.5 is the median), or nulls without values. */
  quantiles(at: readonly number[]): (number | null)[] {
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
    return at.map(quantile => (total === 0 ? null : valueAtRank(buckets, quantile * (total - 1))));
  }

  save(): SavedSketch {
    return [this.#zeros, [...this.#positive], [...this.#negative]];
  }

  static load([zeros, positive, negative]: SavedSketch): Sketch {
    const sketch = new Sketch();
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
