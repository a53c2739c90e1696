import { describe, kindOf, type Accumulator } from './accumulator.ts';

/** The whole part in digits; with fractions also their sum and the low bits it has lost. */
type SavedSum = string | readonly [whole: string, double: number, lost: number];

/**
 * Whole numbers are added exactly, beyond 2^53 as BigInt; the rest as doubles with the lost low bits carried along (Neumaier), so that
 * the order of addition does not show.
 */
class Sum implements Accumulator {
  readonly approximate = false;
  #whole = 0;
  #beyond = 0n;
  #double = 0;
  #lost = 0;
  #hasDouble = false;

  add(value: unknown): void {
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw new TypeError(`${describe(value)} is not a number`);
    if (Number.isSafeInteger(number)) {
      const sum = this.#whole + number;
      if (Number.isSafeInteger(sum)) {
        this.#whole = sum;
      } else {
        this.#beyond += BigInt(this.#whole);
        this.#whole = number;
      }
    } else if (typeof value === 'bigint') this.#beyond += value;
    else this.#addDouble(number);
  }

  merge(other: Sum): void {
    this.#beyond += other.#beyond;
    this.add(other.#whole);
    if (other.#hasDouble) {
      this.#addDouble(other.#double);
      this.#addDouble(other.#lost);
    }
  }

  result(): number | bigint {
    const whole = this.#beyond === 0n ? this.#whole : this.#beyond + BigInt(this.#whole);
    return this.#hasDouble ? Number(whole) + (this.#double + this.#lost) : whole;
  }

  save(): SavedSum {
    const whole = String(this.#beyond + BigInt(this.#whole));
    return this.#hasDouble ? [whole, this.#double, this.#lost] : whole;
  }

  static load(saved: SavedSum): Sum {
    const sum = new Sum();
    if (typeof saved === 'string') sum.add(BigInt(saved));
    else {
      const [whole, double, lost] = saved;
      sum.add(BigInt(whole));
      sum.#addDouble(double);
      sum.#addDouble(lost);
    }
    return sum;
  }

  #addDouble(value: number): void {
    this.#hasDouble = true;
    const sum = this.#double + value;
    this.#lost +=
      Math.abs(this.#double) >= Math.abs(value) ? this.#double - sum + value : value - sum + this.#double;
    this.#double = sum;
  }
}

class Count implements Accumulator {
  readonly approximate = false;
  #count = 0;

  add(): void {
    this.#count++;
  }

  merge(other: Count): void {
    this.#count += other.#count;
  }

  result(): number {
    return this.#count;
  }

  save(): number {
    return this.#count;
  }

  static load(saved: number): Count {
    const count = new Count();
    count.#count = saved;
    return count;
  }
}

type SavedAverage = readonly [sum: SavedSum, count: number];

class Average implements Accumulator {
  readonly approximate = false;
  #sum = new Sum();
  #count = new Count();

  add(value: unknown): void {
    this.#sum.add(value);
    this.#count.add();
  }

  merge(other: Average): void {
    this.#sum.merge(other.#sum);
    this.#count.merge(other.#count);
  }

  result(): number | null {
    const count = this.#count.result();
    return count === 0 ? null : Number(this.#sum.result()) / count;
  }

  save(): SavedAverage {
    return [this.#sum.save(), this.#count.save()];
  }

  static load([sum, count]: SavedAverage): Average {
    const average = new Average();
    average.#sum = Sum.load(sum);
    average.#count = Count.load(count);
    return average;
  }
}

export const sum = kindOf({ zero: () => new Sum(), load: saved => Sum.load(saved) });
export const count = kindOf({ zero: () => new Count(), load: saved => Count.load(saved) });
export const average = kindOf({ zero: () => new Average(), load: saved => Average.load(saved) });
