const SECONDS = 600;

/** Messages and bytes of each of the last ten minutes' seconds. */
export class RateHistory {
  readonly #messages = new Uint32Array(SECONDS);
  readonly #bytes = new Float64Array(SECONDS);
  /** Seconds since the epoch up to which it is known; what is older than the arrays was overwritten. */
  #newest = -1;

  count(second: number, size: number): void {
    if (second !== this.#newest) this.#advance(second);
    const place = this.#newest % SECONDS;
    this.#messages[place]!++;
    this.#bytes[place]! += size;
  }

  /** The values of `seconds` seconds from `first` on. Where `wasDeaf`, they are NaN: nothing could be heard. */
  read(first: number, seconds: number, wasDeaf: (second: number) => boolean) {
    const messages = new Float64Array(seconds);
    const bytes = new Float64Array(seconds);
    for (let index = 0; index < seconds; index++) {
      const second = first + index;
      const isKept = second <= this.#newest && second > this.#newest - SECONDS;
      messages[index] = isKept ? this.#messages[second % SECONDS]! : 0;
      bytes[index] = isKept ? this.#bytes[second % SECONDS]! : 0;
      if (wasDeaf(second) && messages[index] === 0) messages[index] = bytes[index] = Number.NaN;
    }
    return { messages, bytes };
  }

  /** A clock that went back counts into the newest second. */
  #advance(second: number): void {
    if (second < this.#newest) return;
    const from = Math.max(this.#newest + 1, second - SECONDS + 1);
    for (let each = from; each <= second; each++)
      this.#messages[each % SECONDS] = this.#bytes[each % SECONDS] = 0;
    this.#newest = second;
  }
}
