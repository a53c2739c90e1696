import { addCounts, noCounts, type Batch, type Counts } from '../events/batch.ts';
import type { Position } from '../sources/source.ts';

/** How far a run has come: what flushes have confirmed, and what is on its way. */
export class Progress {
  readonly #confirmed = noCounts();
  /** Put together and not confirmed: one being written, and at most one behind it. */
  readonly #onTheWay = new Set<Batch>();
  #flushes = 0;
  #lastFlushMs: number | null = null;
  /** Where the last confirmed flush ended. */
  position: Position = null;

  get flushes(): number {
    return this.#flushes;
  }

  get lastFlushMs(): number | null {
    return this.#lastFlushMs;
  }

  begin(batch: Batch): void {
    this.#onTheWay.add(batch);
  }

  confirm(batch: Batch, startedAt: number): void {
    addCounts(this.#confirmed, batch.counts);
    this.position = after(this.position, batch);
    this.#onTheWay.delete(batch);
    this.#flushes++;
    this.#lastFlushMs = performance.now() - startedAt;
  }

  /** Goes on from a checkpoint: what was on its way is read again. */
  restore(position: Position): void {
    this.#onTheWay.clear();
    this.position = position;
  }

  /** @param current what has not been put together yet */
  counts(current: Batch): { counts: Counts; unflushed: number } {
    const counts = { ...this.#confirmed };
    let unflushed = 0;
    for (const batch of [current, ...this.#onTheWay]) {
      addCounts(counts, batch.counts);
      unflushed += batch.events;
    }
    return { counts, unflushed };
  }
}

/** The position after the events of a batch. */
export function after(position: Position, { positions }: Batch): Position {
  return positions.size > 0 ? { ...position, ...Object.fromEntries(positions) } : position;
}
