import {
  describe,
  kindOf,
  type Accumulator,
  type AccumulatorKind,
  type Moment,
  type SavedState,
} from './accumulator.ts';

type Number_ = number | bigint;

/** The smallest or largest number; equal ones of CEL's two number types count as one. */
class Extreme implements Accumulator {
  readonly approximate = false;
  readonly #sign: 1 | -1;
  #value: Number_ | null = null;

  constructor(sign: 1 | -1, value: Number_ | null = null) {
    this.#sign = sign;
    this.#value = value;
  }

  add(value: unknown): void {
    if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isFinite(value)))
      throw new TypeError(`${describe(value)} is not a number`);
    if (this.#value === null || (this.#sign > 0 ? value > this.#value : value < this.#value)) {
      this.#value = typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : value;
    }
  }

  merge(other: Extreme): void {
    if (other.#value !== null) this.add(other.#value);
  }

  result(): Number_ | null {
    return this.#value;
  }

  /** A whole number that a double cannot hold, in digits. */
  save(): number | string | null {
    return typeof this.#value === 'bigint' ? String(this.#value) : this.#value;
  }
}

type SavedEndmost = readonly [value: SavedState, time: number, position: number] | null;

/** The value of the first or last event by (time, position). */
class Endmost implements Accumulator {
  readonly approximate = false;
  readonly #sign: 1 | -1;
  #found: { value: unknown; time: number; position: number } | null = null;

  constructor(sign: 1 | -1, saved: SavedEndmost = null) {
    this.#sign = sign;
    if (saved) {
      const [value, time, position] = saved;
      this.#found = { value, time, position };
    }
  }

  add(value: unknown, { time, position }: Moment): void {
    if (value === null || value === undefined) throw new TypeError('null has no value');
    const found = this.#found;
    const order = found === null ? 1 : (time - found.time || position - found.position) * this.#sign;
    if (order > 0) this.#found = { value, time, position };
  }

  merge(other: Endmost): void {
    if (other.#found) this.add(other.#found.value, other.#found);
  }

  result(): unknown {
    return this.#found?.value ?? null;
  }

  save(): SavedEndmost {
    if (!this.#found) return null;
    const { value, time, position } = this.#found;
    return [value as SavedState, time, position];
  }
}

const extreme = (sign: 1 | -1): AccumulatorKind =>
  kindOf({
    zero: () => new Extreme(sign),
    load: saved => new Extreme(sign, typeof saved === 'string' ? BigInt(saved) : saved),
  });
const endmost = (sign: 1 | -1): AccumulatorKind =>
  kindOf({ zero: () => new Endmost(sign), load: saved => new Endmost(sign, saved) });

export const max = extreme(1);
export const min = extreme(-1);
export const last = endmost(1);
export const first = endmost(-1);
