import { Listeners } from '../../lib/listeners.ts';
import type { RowRange, RowSource } from './row-source.ts';

/** Rows that are all here. `replace` keeps the objects of rows that did not change, so that they are not drawn anew. */
export class ArrayRowSource<Row> implements RowSource<Row> {
  readonly #listeners = new Listeners();
  readonly #keyOf: (row: Row) => string;
  readonly #isSame: (before: Row, after: Row) => boolean;
  #rows: readonly Row[] = [];
  #positions = new Map<string, number>();
  #range: RowRange = rangeOf(0);

  constructor(keyOf: (row: Row) => string, isSame: (before: Row, after: Row) => boolean = Object.is) {
    this.#keyOf = keyOf;
    this.#isSame = isSame;
  }

  readonly subscribe = this.#listeners.subscribe;

  range(): RowRange {
    return this.#range;
  }

  at(position: number): Row | undefined {
    return this.#rows[position];
  }

  show(): void {}

  positionOf(key: string): number | undefined {
    return this.#positions.get(key);
  }

  replace(rows: readonly Row[]): void {
    this.#rows = rows.map(row => {
      const before = this.#rows[this.#positions.get(this.#keyOf(row)) ?? -1];
      return before !== undefined && this.#isSame(before, row) ? before : row;
    });
    this.#positions = new Map(this.#rows.map((row, index) => [this.#keyOf(row), index]));
    this.#range = rangeOf(rows.length);
    this.#listeners.notify();
  }
}

function rangeOf(total: number): RowRange {
  return { start: 0, end: total, moreBefore: false, moreAfter: false, total, loading: false, problem: null };
}
