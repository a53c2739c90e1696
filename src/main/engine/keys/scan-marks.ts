/** A place in a walk where SCAN can be begun again. */
interface Mark {
  cursor: string;
  /** Keys found before it. */
  position: number;
}

/** Marks kept; beyond that every second is forgotten. */
const MOST = 20_000;

/**
 * Where in a walk which of the keys found are: their names need not be kept, because SCAN goes on from any cursor that it gave
 * (https://redis.io/docs/latest/commands/scan/), at the price of reading again what is looked at.
 */
export class ScanMarks {
  readonly #most: number;
  #marks: Mark[] = [];
  /** Steps with keys between two marks. */
  #stride = 1;
  #steps = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** @param cursor that the step began with, which found some; @param position keys found before that step */
  add(cursor: string, position: number): void {
    if (this.#steps++ % this.#stride !== 0) return;
    this.#marks.push({ cursor, position });
    if (this.#marks.length < this.#most) return;
    this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  /** The last mark that is not after this position. */
  before(position: number): Mark {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#marks[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return this.#marks[low - 1] ?? { cursor: '0', position: 0 };
  }
}
