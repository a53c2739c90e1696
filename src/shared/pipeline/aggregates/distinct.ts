import { canonical, kindOf, type Accumulator } from './accumulator.ts';

/** Up to so many different values are counted exactly. */
const EXACT_UP_TO = 4_096;
/** 2^14 registers: a standard error of 1.04 / sqrt(16384) = 0.8 %. */
const PRECISION = 14;
const REGISTERS = 2 ** PRECISION;
/** A hash of 64 bits has 50 beside the register's number. */
const MAX_RANK = 64 - PRECISION + 1;

/** The values themselves; the registers as characters from "0" on; or some registers, each followed by what it holds. */
type SavedDistinct = string | readonly string[] | { readonly ranks: readonly number[] };

/**
 * Counts different values: exactly at first, then with HyperLogLog (Flajolet et al., 2007) on a hash of 64 bits, read by the improved estimator
 * of Ertl (New cardinality estimation algorithms for HyperLogLog sketches, 2017, section 4), which has no bias between small and large counts.
 */
class Distinct implements Accumulator {
  #values: Set<string> | null = new Set();
  #registers: Uint8Array | null = null;
  /** So many of the values have been saved: they stay in the order in which they came. */
  #savedValues = 0;
  /** The registers as they were saved; null where they were not. */
  #savedRegisters: Uint8Array | null = null;

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
    const registersOf = new Uint32Array(MAX_RANK + 1);
    for (const rank of this.#registers!) registersOf[rank]!++;
    let z = REGISTERS * tau(1 - registersOf[MAX_RANK]! / REGISTERS);
    for (let rank = MAX_RANK - 1; rank >= 1; rank--) z = 0.5 * (z + registersOf[rank]!);
    z += REGISTERS * sigma(registersOf[0]! / REGISTERS);
    return Math.round((0.5 / Math.LN2) * REGISTERS * (REGISTERS / z));
  }

  save(): SavedDistinct {
    if (this.#values) {
      this.#savedValues = this.#values.size;
      return [...this.#values];
    }
    this.#savedRegisters = this.#registers!.slice();
    let text = '';
    for (const rank of this.#registers!) text += String.fromCharCode(48 + rank);
    return text;
  }

  changes(): SavedDistinct | undefined {
    if (this.#values) {
      const fresh = [...this.#values].slice(this.#savedValues);
      this.#savedValues = this.#values.size;
      return fresh;
    }
    const [before, now] = [this.#savedRegisters, this.#registers!];
    if (!before) return undefined;
    const ranks: number[] = [];
    now.forEach((rank, index) => {
      if (rank !== before[index]) ranks.push(index, rank);
    });
    before.set(now);
    return { ranks };
  }

  static load(saved: SavedDistinct): Distinct {
    const distinct = new Distinct();
    if (typeof saved === 'string') {
      distinct.#values = null;
      distinct.#registers = Uint8Array.from(
        { length: REGISTERS },
        (_, index) => saved.charCodeAt(index) - 48,
      );
    } else if ('ranks' in saved) {
      const registers = new Uint8Array(REGISTERS);
      for (let at = 0; at < saved.ranks.length; at += 2) registers[saved.ranks[at]!] = saved.ranks[at + 1]!;
      distinct.#values = null;
      distinct.#registers = registers;
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

/** Corrects for registers that nothing has fallen into. */
function sigma(x: number): number {
  if (x === 1) return Infinity;
  let [power, weight, sum, before] = [x, 1, x, -1];
  while (sum !== before) {
    power *= power;
    before = sum;
    sum += power * weight;
    weight += weight;
  }
  return sum;
}

/** Corrects for registers that are full. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let [root, weight, sum, before] = [x, 1, 1 - x, -1];
  while (sum !== before) {
    root = Math.sqrt(root);
    before = sum;
    weight *= 0.5;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
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
