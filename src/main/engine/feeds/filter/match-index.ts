const CHUNK_ROWS = 8_192;

interface Chunk {
  seqs: Float64Array;
  marks: Uint8Array;
}

/**
 * The rows that a filter shows, in order, each at a position that it keeps. Rows come at the end, leave at the beginning, and while what was
 * there before is looked through backwards they also come at the beginning.
 */
export class MatchIndex {
  /** The first chunk holds positions from `#base` on. */
  #chunks: Chunk[] = [];
  #base: number;
  #start: number;
  #end: number;

  /** @param room positions that are left free before the first row, for as many rows as may come there */
  constructor(room = 0) {
    this.#base = this.#start = this.#end = room;
  }

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
      const place = this.#end - this.#base;
      if (place === this.#chunks.length * CHUNK_ROWS) this.#chunks.push(emptyChunk());
      const at = place % CHUNK_ROWS;
      const rows = Math.min(seqs.length - done, CHUNK_ROWS - at);
      this.#fill(this.#end, seqs.subarray(done, done + rows), marks.subarray(done, done + rows));
      done += rows;
      this.#end += rows;
    }
  }

  /** @param seqs ascending, all below those that are there; no more than there is room for */
  prepend(seqs: Float64Array, marks: Uint8Array): void {
    for (let left = seqs.length; left > 0;) {
      if (this.#start === this.#base) {
        this.#chunks.unshift(emptyChunk());
        this.#base -= CHUNK_ROWS;
      }
      const rows = Math.min(left, (this.#start - this.#base) % CHUNK_ROWS || CHUNK_ROWS);
      this.#start -= rows;
      this.#fill(this.#start, seqs.subarray(left - rows, left), marks.subarray(left - rows, left));
      left -= rows;
    }
  }

  /** All in one chunk. */
  #fill(position: number, seqs: Float64Array, marks: Uint8Array): void {
    const chunk = this.#chunks[Math.floor((position - this.#base) / CHUNK_ROWS)]!;
    const at = (position - this.#base) % CHUNK_ROWS;
    chunk.seqs.set(seqs, at);
    chunk.marks.set(marks, at);
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

function emptyChunk(): Chunk {
  return { seqs: new Float64Array(CHUNK_ROWS), marks: new Uint8Array(CHUNK_ROWS) };
}
