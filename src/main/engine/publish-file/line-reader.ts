import type { ByteSource } from '../files/byte-source.ts';

/** A longer line is passed over: its first bytes are kept to show it, the rest takes no memory. */
export const MAX_LINE_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 256 * 1024;
/** Of a line that is too long. */
const KEPT_BYTES = 256;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

export interface Line {
  /** From 1. */
  number: number;
  /** Without its line end and, of the first line, without a byte order mark; of a line that is too long only the beginning. */
  bytes: Buffer;
  /** In bytes, without the line end. */
  size: number;
  isTooLong: boolean;
}

/** The lines of a file, those of one piece of it at a time. The last line counts whether a line end follows it or not. */
export class LineReader {
  readonly #source: ByteSource;
  readonly #maxLineBytes: number;
  readonly #chunkBytes: number;
  #position = 0;
  /** The piece at this position, where it has been asked for. */
  #ahead: Promise<Buffer> | null = null;
  #number = 0;
  #ended = false;
  /** The line begun in the pieces before. */
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #isTooLong = false;

  constructor(source: ByteSource, { maxLineBytes = MAX_LINE_BYTES, chunkBytes = CHUNK_BYTES } = {}) {
    this.#source = source;
    this.#maxLineBytes = maxLineBytes;
    this.#chunkBytes = chunkBytes;
  }

  get bytesRead(): number {
    return this.#position;
  }

  /** The lines that end in the next piece, perhaps none; null after the last. */
  async next(): Promise<Line[] | null> {
    if (this.#ended) return null;
    const chunk = await (this.#ahead ?? this.#read());
    this.#position += chunk.length;
    // Read while the lines of this one are at work.
    this.#ahead = chunk.length > 0 ? this.#read() : null;
    if (chunk.length === 0) {
      this.#ended = true;
      return this.#begunBytes > 0 ? [this.#finish(NOTHING)] : null;
    }
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      lines.push(this.#finish(chunk.subarray(start, end)));
      start = end + 1;
    }
    this.#begin(chunk.subarray(start));
    return lines;
  }

  #read(): Promise<Buffer> {
    const reading = this.#source.read(this.#position, this.#chunkBytes);
    // Whoever wants no more lines does not hear of it.
    reading.catch(() => {});
    return reading;
  }

  #begin(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#begunBytes += bytes.length;
    if (this.#isTooLong) return;
    this.#begun.push(bytes);
    if (this.#begunBytes <= this.#maxLineBytes) return;
    this.#isTooLong = true;
    this.#begun = [Buffer.from(Buffer.concat(this.#begun).subarray(0, KEPT_BYTES))];
  }

  #finish(end: Buffer): Line {
    let bytes = end;
    if (this.#begunBytes > 0) {
      this.#begin(end);
      bytes = this.#begun.length === 1 ? this.#begun[0]! : Buffer.concat(this.#begun);
    }
    let size = this.#begunBytes > 0 ? this.#begunBytes : bytes.length;
    // A line that is whole in one piece is never longer than the piece; a small limit is for tests.
    const isTooLong = this.#isTooLong || size > this.#maxLineBytes;
    if (isTooLong) bytes = bytes.subarray(0, KEPT_BYTES);
    else if (bytes.at(-1) === CARRIAGE_RETURN) {
      bytes = bytes.subarray(0, -1);
      size--;
    }
    if (++this.#number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      bytes = bytes.subarray(3);
      size -= 3;
    }
    this.#begun = [];
    this.#begunBytes = 0;
    this.#isTooLong = false;
    return { number: this.#number, bytes, size, isTooLong };
  }
}
