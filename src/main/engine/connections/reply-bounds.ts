/** What one reply may be. A server that sends more breaks the protocol as far as Millrace is concerned, or is none. */
export interface ReplyLimits {
  /** Arrays in arrays. The deepest answer of a Redis (COMMAND DOCS) has some ten. */
  depth: number;
  /** Of all arrays of one reply together, as their headers announce them. */
  elements: number;
  /** A status or an error. */
  lineBytes: number;
  /** One string; 512 MB is what Redis itself allows (`proto-max-bulk-len`). */
  bulkBytes: number;
  /** Everything of one reply. */
  replyBytes: number;
}

const MIB = 2 ** 20;

const replyLimits: ReplyLimits = {
  depth: 32,
  elements: 4_000_000,
  lineBytes: MIB,
  bulkBytes: 512 * MIB,
  replyBytes: 576 * MIB,
};

/** The server sent what is not RESP2, or above a bound. The message goes on after "The server". */
export class ProtocolBreak extends Error {
  override readonly name = 'ProtocolBreak';
}

const [PLUS, MINUS, DOLLAR, STAR, COLON, CR, LF, ZERO, NINE] = Buffer.from('+-$*:\r\n09') as unknown as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
/** -9223372036854775808 has twenty. */
const INTEGER_BYTES = 21;
/** A length is below 2^53, and no limit is above it. */
const LENGTH_BYTES = 16;

/**
 * Follows the bytes of a connection from header to header, before a parser gets them: nothing above a bound is ever put together in memory,
 * and what is announced (`*2000000000`) is refused by its announcement. It keeps nothing of what it reads.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export class ReplyBounds {
  readonly #limits: ReplyLimits;
  /** Elements that are still to come, of each array that is open. */
  readonly #open: number[] = [];
  #elements = 0;
  #bytes = 0;
  /** Of a string and the line end after it. */
  #toSkip = 0;
  /** The first byte of the header that is being read; 0 between two. */
  #type = 0;
  #lineBytes = 0;
  #number = 0;
  #isNegative = false;
  #sawCr = false;
  #hasEnded = false;

  constructor(limits: ReplyLimits = replyLimits) {
    this.#limits = limits;
  }

  /** No reply has begun that has not ended. */
  get isBetweenReplies(): boolean {
    return this.#open.length === 0 && this.#toSkip === 0 && this.#type === 0;
  }

  /** @throws {ProtocolBreak} the connection is to be closed, and these bytes are to be given to nobody */
  pass(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) at = this.passReply(chunk, at);
  }

  /**
   * The same up to where the reply ends that is there at `from`.
   *
   * @returns that place; the length of the chunk where it goes on in the next one
   */
  passReply(chunk: Uint8Array, from: number): number {
    let at = from;
    this.#hasEnded = false;
    while (at < chunk.length && !this.#hasEnded) {
      if (this.#toSkip > 0) {
        const passed = Math.min(this.#toSkip, chunk.length - at);
        at += passed;
        this.#toSkip -= passed;
        if (this.#toSkip === 0) this.#endElement();
      } else if (this.#type === 0) {
        const end = this.#wholeLength(chunk, at);
        if (end > 0) at = end;
        else this.#begin(chunk[at++]!);
      } else if (this.#sawCr) {
        if (chunk[at++] !== LF) throw new ProtocolBreak('sent a line that ends with half a line end');
        this.#endLine();
      } else if (this.#type === PLUS || this.#type === MINUS) {
        const end = chunk.indexOf(CR, at);
        this.#lineBytes += (end < 0 ? chunk.length : end) - at;
        if (this.#lineBytes > this.#limits.lineBytes)
          throw new ProtocolBreak(`sent a line above ${this.#limits.lineBytes} bytes`);
        this.#sawCr = end >= 0;
        at = end < 0 ? chunk.length : end + 1;
      } else {
        const byte = chunk[at++]!;
        if (byte === CR) this.#sawCr = true;
        else this.#digit(byte);
      }
    }
    return at;
  }

  /** Nearly every header is a length that is here with its line end: read at once, it costs a fraction. @returns where it ends, else 0 */
  #wholeLength(chunk: Uint8Array, from: number): number {
    const type = chunk[from]!;
    if (type !== DOLLAR && type !== STAR) return 0;
    let at = from + 1;
    let number = 0;
    for (let byte = chunk[at]!; byte >= ZERO && byte <= NINE; byte = chunk[++at]!)
      number = number * 10 + byte - ZERO;
    const digits = at - from - 1;
    if (digits === 0 || digits > LENGTH_BYTES || chunk[at] !== CR || chunk[at + 1] !== LF) return 0;
    this.#type = type;
    this.#number = number;
    this.#lineBytes = digits;
    this.#isNegative = false;
    this.#endLine();
    return at + 2;
  }

  #begin(type: number): void {
    if (type !== DOLLAR && type !== STAR && type !== COLON && type !== PLUS && type !== MINUS) {
      const shown = type > 0x20 && type < 0x7f ? `"${String.fromCharCode(type)}"` : `byte ${type}`;
      throw new ProtocolBreak(`sent ${shown} where a reply begins`);
    }
    this.#type = type;
    this.#lineBytes = this.#number = 0;
    this.#isNegative = this.#sawCr = false;
  }

  #digit(byte: number): void {
    const isFirst = this.#lineBytes++ === 0;
    if (byte >= ZERO && byte <= NINE) this.#number = this.#number * 10 + byte - ZERO;
    else if (isFirst && byte === MINUS) this.#isNegative = true;
    else if (!isFirst || byte !== PLUS || this.#type !== COLON)
      throw new ProtocolBreak('sent a number that is not one');
    if (this.#lineBytes > (this.#type === COLON ? INTEGER_BYTES : LENGTH_BYTES))
      throw new ProtocolBreak('sent a number that is too long');
  }

  #endLine(): void {
    const type = this.#type;
    this.#type = 0;
    this.#sawCr = false;
    this.#bytes += this.#lineBytes + 3;
    if (type !== PLUS && type !== MINUS && this.#lineBytes === (this.#isNegative ? 1 : 0))
      throw new ProtocolBreak('sent a number without a digit');
    if (type === DOLLAR || type === STAR) {
      if (this.#isNegative && this.#number !== 1) throw new ProtocolBreak('sent a negative length');
      if (!this.#isNegative && type === DOLLAR) {
        this.#beginBulk(this.#number);
        return;
      }
      if (!this.#isNegative && this.#number > 0) {
        this.#beginArray(this.#number);
        return;
      }
    }
    this.#checkBytes();
    this.#endElement();
  }

  #beginBulk(length: number): void {
    if (length > this.#limits.bulkBytes)
      throw new ProtocolBreak(
        `announced a string of ${length} bytes; ${this.#limits.bulkBytes} are the most`,
      );
    this.#bytes += length + 2;
    this.#checkBytes();
    this.#toSkip = length + 2;
  }

  #beginArray(length: number): void {
    this.#elements += length;
    if (this.#elements > this.#limits.elements)
      throw new ProtocolBreak(
        `announced a reply of ${this.#elements} elements; ${this.#limits.elements} are the most`,
      );
    if (this.#open.push(length) > this.#limits.depth)
      throw new ProtocolBreak(`sent a reply with more than ${this.#limits.depth} arrays in each other`);
    this.#checkBytes();
  }

  #checkBytes(): void {
    if (this.#bytes > this.#limits.replyBytes)
      throw new ProtocolBreak(`sent a reply above ${this.#limits.replyBytes} bytes`);
  }

  #endElement(): void {
    const open = this.#open;
    while (open.length > 0) {
      if (--open[open.length - 1]! > 0) return;
      open.pop();
    }
    this.#elements = this.#bytes = 0;
    this.#hasEnded = true;
  }
}
