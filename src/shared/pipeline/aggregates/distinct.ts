import { canonical, kindOf, type Accumulator } from './accumulator.ts';

/** Up to so many different values are counted exactly. */
const EXACT_UP_TO = 4_096;
/** 2^14 registers: a standard error of 1.04 / sqrt(16384) = 0.8 %. */
const PRECISION = 14;
const REGISTERS = 2 ** PRECISION;

/** The values themselves, or the registers as characters from "0" on. */
type SavedDistinct = string | readonly string[];

/** Counts different values: exactly at first, then with HyperLogLog (Flajolet et al. 2007, with a 64-bit hash, so no large-range correction). */
class Distinct implements Accumulator {
  #values: Set<string> | null = new Set();
  #registers: Uint8Array | null = null;

  get approximate(): boolean {
    return this.#registers !== null;
  }

  add(value: unknown): void {
    this.#addText(canonical(value));
  }

  merge(other: Distinct): void {
    if (other.#values) {
      for (const text of other.#values) this.#addText(text);
      return;
    }
    this.#approximate();
    const [mine, theirs] = [this.#registers!, other.#registers!];
    for (let index = 0; index < REGISTERS; index++) {
      if (theirs[index]! > mine[index]!) mine[index] = theirs[index]!;
    }
  }

  result(): number {
    if (this.#values) return this.#values.size;
    let sum = 0;
    let zeros = 0;
    for (const rank of this.#registers!) {
      sum += 2 ** -rank;
      if (rank === 0) zeros++;
    }
    const estimate = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum;
    const linear = zeros > 0 && estimate <= 2.5 * REGISTERS;
    return Math.round(linear ? REGISTERS * Math.log(REGISTERS / zeros) : estimate);
  }

  save(): SavedDistinct {
    if (this.#values) return [...this.#values];
    let text = '';
    for (const rank of this.#registers!) text += String.fromCharCode(48 + rank);
    return text;
  }

  static load(saved: SavedDistinct): Distinct {
    const distinct = new Distinct();
    if (typeof saved === 'string') {
      distinct.#values = null;
      distinct.#registers = Uint8Array.from(
        { length: REGISTERS },
        (_, index) => saved.charCodeAt(index) - 48,
      );
    } else for (const text of saved) distinct.#addText(text);
    return distinct;
  }

  #addText(text: string): void {
    if (this.#values) {
      this.#values.add(text);
      if (this.#values.size > EXACT_UP_TO) this.#approximate();
    } else this.#register(text);
  }

  #approximate(): void {
    if (!this.#values) return;
    const values = this.#values;
    this.#values = null;
    this.#registers = new Uint8Array(REGISTERS);
    for (const text of values) this.#register(text);
  }

  #register(text: string): void {
    const [high, low] = hash64(text);
    const index = high >>> (32 - PRECISION);
    const rest = ((high << PRECISION) | (low >>> (32 - PRECISION))) >>> 0;
    const rank =
      rest === 0 ? 33 + Math.min(Math.clz32(low << PRECISION), 32 - PRECISION) : Math.clz32(rest) + 1;
    if (rank > this.#registers![index]!) this.#registers![index] = rank;
  }
}

/** Two 32-bit halves of a well mixed hash (cyrb53's mixing, both halves kept). Saved states depend on it: it must not change. */
function hash64(text: string): [number, number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [b >>> 0, a >>> 0];
}

export const distinct = kindOf({ zero: () => new Distinct(), load: saved => Distinct.load(saved) });
