import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** How a file is written; a test may put a full disk in its place. */
export type Write = (file: number, bytes: Buffer) => number;

/** A recording being written: only whole blocks of lines ever stay in it. */
export class RecordingFile {
  readonly #file: number;
  readonly #write: Write;
  #size = 0;

  /** Makes a new file that only its owner may read. @throws when it is there already, or cannot be made */
  constructor(path: string, write: Write = (file, bytes) => writeSync(file, bytes)) {
    this.#file = openSync(path, 'ax', 0o600);
    this.#write = write;
  }

  /** Bytes of the whole blocks that were written. */
  get size(): number {
    return this.#size;
  }

  /** Adds lines. When not all of the block can be written, nothing of it stays. @throws what the disk said */
  append(block: string): void {
    const bytes = Buffer.from(block);
    try {
      for (let done = 0; done < bytes.length;) done += this.#write(this.#file, bytes.subarray(done));
    } catch (error) {
      ftruncateSync(this.#file, this.#size);
      throw error;
    }
    this.#size += bytes.length;
  }

  close(): void {
    fsyncSync(this.#file);
    closeSync(this.#file);
  }
}
