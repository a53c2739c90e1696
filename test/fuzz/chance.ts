import { Random } from '#shared/pipeline/random.ts';

/** Everything that a fuzzer draws: the same seed gives the same cases. */
export class Chance {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** Both included. */
  int(low: number, high: number): number {
    return this.#random.int(low, high);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)]!;
  }

  /** True so many times in a hundred. */
  percent(share: number): boolean {
    return this.int(1, 100) <= share;
  }

  bytes(length: number): Buffer<ArrayBuffer> {
    return Buffer.from(Array.from({ length }, () => this.int(0, 255)));
  }

  text(): string {
    return this.pick([
      () => '',
      () => this.pick(awkward),
      () => this.pick(awkward).repeat(this.int(1, 2_000)),
      () => this.bytes(this.int(1, 40)).toString('latin1'),
      () => String(this.int(-1_000, 1_000)),
    ])();
  }

  /** The same with something cut, doubled, changed or put in. */
  mutated(bytes: Buffer, tokens: readonly string[]): Buffer {
    let result = bytes;
    for (let n = this.int(1, 3); n > 0; n--) {
      const at = this.int(0, result.length);
      const length = this.int(0, Math.min(40, result.length - at));
      const [before, part, after] = [
        result.subarray(0, at),
        result.subarray(at, at + length),
        result.subarray(at + length),
      ];
      const instead = this.pick([
        () => [],
        () => [part, part],
        () => [this.bytes(part.length)],
        () => [Buffer.from(this.pick(tokens)), part],
        () => [Buffer.from(this.pick(tokens))],
      ])();
      result = Buffer.concat([before, ...instead, after]);
    }
    return result;
  }
}

const awkward = [
  '../../etc/passwd',
  '${PATH:-',
  '{{seq}}',
  '\u202e',
  '\u0000',
  '"\\',
  '((((',
  '[[[[',
  '(a+)+$',
  '__proto__',
  'constructor',
  '*',
  '0-0',
  '18446744073709551615-18446744073709551615',
  '🦀',
  '\ud800',
  'event.a == 1',
  '=',
  '\r\n$5\r\n',
];
