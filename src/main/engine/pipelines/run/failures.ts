import type { Checkpoint } from '../checkpoint/checkpoint.ts';

/** Everything read so far is to be left, and begun again from the checkpoint. */
export class Rewind extends Error {
  readonly checkpoint: Checkpoint;
  constructor(checkpoint: Checkpoint) {
    super('start over from the checkpoint');
    this.checkpoint = checkpoint;
  }
}

/**
 * What has failed while a pipeline reads, processes and writes side by side. Each part leaves its failure here and wakes the loop, which ends
 * and throws what counts most: the writer's, as it says what became of the events that had been counted.
 */
export class Failures {
  #reading: { error: unknown } | null = null;
  #writing: { error: unknown } | null = null;

  ofReading(error: unknown): void {
    this.#reading ??= { error };
  }

  ofWriting(error: unknown): void {
    this.#writing ??= { error };
  }

  /** @param isStopping what cannot be read does not matter any more */
  throwAny(isStopping: boolean): void {
    if (this.#writing) throw this.#writing.error;
    if (this.#reading && !isStopping) throw this.#reading.error;
  }

  /** What counts most: of this loop and what ran beside it. */
  worst(ofLoop: unknown): unknown {
    return this.#writing ? this.#writing.error : ofLoop;
  }

  clear(): void {
    this.#reading = null;
    this.#writing = null;
  }
}
