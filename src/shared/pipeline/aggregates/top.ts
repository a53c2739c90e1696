import { textOf } from '../template.ts';
import { canonical, kindOf, type Accumulator, type AccumulatorKind, type SavedState } from './accumulator.ts';

/** So many different values are counted before the rarest are let go. */
const LEAST_KEPT = 1_000;

interface Counted {
  value: unknown;
  count: number;
  /** How much of it has been saved. */
  saved: number;
}

/** How much was taken from all counts, and what is left: each value under the text that tells it from others. */
type SavedTop = readonly [
  cut: number,
  counts: readonly (readonly [key: string, value: SavedState, count: number])[],
];

/**
 * The most frequent values. Exact while few are different; then Misra-Gries: each counter is too low by at most (events / counters kept), and
 * merging keeps that bound (Agarwal et al., Mergeable Summaries, 2012).
 */
class Top implements Accumulator {
  readonly #n: number;
  readonly #kept: number;
  #counts = new Map<string, Counted>();
  #cut = 0;
  /** Something was taken from counts that have been saved. */
  #isCutSinceSaved = false;

  constructor(n: number) {
    this.#n = n;
    this.#kept = Math.max(LEAST_KEPT, 10 * n);
  }

  get approximate(): boolean {
    return this.#cut > 0;
  }

  add(value: unknown): void {
    this.#increase(canonical(value), value, 1);
  }

  merge(other: Top): void {
    this.#cut += other.#cut;
    for (const [key, { value, count }] of other.#counts) this.#increase(key, value, count);
  }

  /** Most frequent first; equally frequent ones by their text, so that the order of events does not show. */
  result(): { value: unknown; count: number }[] {
    return [...this.#counts]
      .sort(([keyA, a], [keyB, b]) => b.count - a.count || (keyA < keyB ? -1 : 1))
      .slice(0, this.#n)
      .map(([, { value, count }]) => ({ value: typeof value === 'object' ? textOf(value) : value, count }));
  }

  save(): SavedTop {
    this.#isCutSinceSaved = false;
    for (const counted of this.#counts.values()) counted.saved = counted.count;
    return [this.#cut, [...this.#counts].map(([key, { value, count }]) => [key, value as SavedState, count])];
  }

  changes(): SavedTop | undefined {
    if (this.#isCutSinceSaved) return undefined;
    const grown: [string, SavedState, number][] = [];
    for (const [key, counted] of this.#counts) {
      const { value, count, saved } = counted;
      if (count === saved) continue;
      grown.push([key, value as SavedState, count - saved]);
      counted.saved = count;
    }
    return [0, grown];
  }

  static load(n: number, [cut, counts]: SavedTop): Top {
    const top = new Top(n);
    top.#cut = cut;
    for (const [key, value, count] of counts) top.#increase(key, value, count);
    return top;
  }

  #increase(key: string, value: unknown, by: number): void {
    const found = this.#counts.get(key);
    if (found) found.count += by;
    else {
      this.#counts.set(key, { value, count: by, saved: 0 });
      if (this.#counts.size > 2 * this.#kept) this.#letGo();
    }
  }

  /** Takes the count of the first value that is too many from all, which empties it and all that are rarer. */
  #letGo(): void {
    const counts = [...this.#counts.values()].map(({ count }) => count).sort((a, b) => b - a);
    const cut = counts[this.#kept]!;
    this.#cut += cut;
    this.#isCutSinceSaved = true;
    for (const [key, counted] of this.#counts) {
      counted.count -= cut;
      if (counted.count <= 0) this.#counts.delete(key);
    }
  }
}

export const top = (n: number): AccumulatorKind =>
  kindOf({ zero: () => new Top(n), load: saved => Top.load(n, saved) });
