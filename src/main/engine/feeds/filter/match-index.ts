const CHUNK_ROWS = 8_192;

interface Chunk {
  seqs: Float64Array;
  marks: Uint8Array;
}

/** The rows that a filter shows, in order, each at a position that it keeps: rows come at the end and leave at the beginning. */
export class MatchIndex {
  /** The first chunk holds positions from `#base` on. */
  #chunks: Chunk[] = [];
  #base = 0;
  #start = 0;
  #end = 0;

  /** Position of the first row; equal to `end` when there are none. */
  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  /** @param seqs ascending, all above those that are there */
  append(seqs: Float64Array, marks: Uint8Array): void {
    for (let done = 0; done < seqs.length;) {
      const at = (this.#end - this.#base) % CHUNK_ROWS;
      if (at === 0) {
        this.#chunks.push({ seqs: new Float64Array(CHUNK_ROWS), marks: new Uint8Array(CHUNK_ROWS) });
      }
      const chunk = this.#chunks.at(-1)!;
      const rows = Math.min(seqs.length - done, CHUNK_ROWS - at);
      chunk.seqs.set(seqs.subarray(done, done + rows), at);
      chunk.marks.set(marks.subarray(done, done + rows), at);
      done += rows;
      this.#end += rows;
    }
  }

  seqAt(position: number): number {
    return this.#chunkOf(position).seqs[(position - this.#base) % CHUNK_ROWS]!;
  }

  isMarked(position: number): boolean {
    return this.#chunkOf(position).marks[(position - this.#base) % CHUNK_ROWS] === 1;
  }

  /** Forgets the rows before a sequence number. */
  dropBefore(seq: number): void {
    if (this.#start === this.#end || this.seqAt(this.#start) >= seq) return;
    let low = this.#start;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.seqAt(middle) < seq) low = middle + 1;
      else high = middle;
    }
    this.#start = low;
    const chunks = Math.floor((this.#start - this.#base) / CHUNK_ROWS);
    if (chunks === 0) return;
    this.#chunks.splice(0, chunks);
    this.#base += chunks * CHUNK_ROWS;
  }

  #chunkOf(position: number): Chunk {
    const chunk = this.#chunks[Math.floor((position - this.#base) / CHUNK_ROWS)];
    if (!chunk || position < this.#start || position >= this.#end)
      throw new RangeError(`no row at position ${position}`);
    return chunk;
  }
}
