/** Above this many names, those that no row uses any more are forgotten. */
const RECLAIM_ABOVE = 100_000;

/**
 * Numbers for byte strings that come again and again (channels, patterns), so that a row holds four bytes instead of a name. Numbers of
 * forgotten names are given out again.
 */
export class NameTable {
  readonly #indexes = new Map<string, number>();
  readonly #names: (Uint8Array | undefined)[] = [];
  readonly #free: number[] = [];
  #reclaimAbove = RECLAIM_ABOVE;
  #last: { name: Uint8Array; index: number } | undefined;

  get size(): number {
    return this.#indexes.size;
  }

  /** The name's number, a new one when it is new. */
  indexOf(name: Buffer): number {
    // Messages of one channel come in runs: comparing bytes is cheaper than making a key of them.
    if (this.#last && name.equals(this.#last.name)) return this.#last.index;
    const key = name.toString('latin1');
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.#free.pop() ?? this.#names.length;
      this.#indexes.set(key, index);
      this.#names[index] = Uint8Array.from(name);
    }
    this.#last = { name: this.#names[index]!, index };
    return index;
  }

  /** The number of a name that is there already. */
  find(name: Buffer): number | undefined {
    return this.#indexes.get(name.toString('latin1'));
  }

  name(index: number): Uint8Array {
    const name = this.#names[index];
    if (!name) throw new RangeError(`no name ${index}`);
    return name;
  }

  get wantsReclaim(): boolean {
    return this.#indexes.size > this.#reclaimAbove;
  }

  /**
   * Forgets names that are not in use. Where most are, the next try waits until there are twice as many.
   *
   * @returns the numbers that are free now
   */
  reclaim(inUse: ReadonlySet<number | undefined>): number[] {
    const forgotten: number[] = [];
    for (const [key, index] of this.#indexes) {
      if (inUse.has(index)) continue;
      this.#indexes.delete(key);
      this.#names[index] = undefined;
      forgotten.push(index);
    }
    this.#free.push(...forgotten);
    this.#last = undefined;
    this.#reclaimAbove = Math.max(RECLAIM_ABOVE, this.#indexes.size * 2);
    return forgotten;
  }
}
