import { kindOf, numberOf, type Accumulator, type AccumulatorKind } from './accumulator.ts';
import { Sketch, type SavedSketch } from './sketch.ts';

/** Quantiles of numbers, each within 1 % of the value that has its rank. */
class Quantiles implements Accumulator {
  readonly approximate = true;
  readonly #at: number[];
  readonly #sketch: Sketch;

  constructor(at: number[], sketch = new Sketch()) {
    this.#at = at;
    this.#sketch = sketch;
  }

  add(value: unknown): void {
    this.#sketch.add(numberOf(value));
  }

  merge(other: Quantiles): void {
    this.#sketch.merge(other.#sketch);
  }

  /** One value per asked quantile, named by it: { "0.5": 12.1 }. */
  result(): Record<string, number | null> {
    const values = this.#sketch.quantiles(this.#at);
    return Object.fromEntries(this.#at.map((quantile, index) => [String(quantile), values[index]!]));
  }

  save(): SavedSketch {
    return this.#sketch.save();
  }

  static load(at: number[], saved: SavedSketch): Quantiles {
    return new Quantiles(at, Sketch.load(saved));
  }
}

export const quantiles = (at: number[]): AccumulatorKind =>
  kindOf({ zero: () => new Quantiles(at), load: saved => Quantiles.load(at, saved) });
