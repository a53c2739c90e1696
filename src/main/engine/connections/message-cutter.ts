/** What a subscriber connection hears. `pattern` is the server's echo of the subscribed pattern, as UTF-8 text. */
export interface MessageListener {
  message?: (channel: Buffer, payload: Buffer) => void;
  patternMessage?: (pattern: string, channel: Buffer, payload: Buffer) => void;
  shardMessage?: (channel: Buffer, payload: Buffer) => void;
}

const [CR, LF, DOLLAR, ZERO, NINE] = Buffer.from('\r\n$09') as unknown as [
  number,
  number,
  number,
  number,
  number,
];
/** A longer length is the business of whoever checks bounds. */
const LENGTH_BYTES = 9;

/** How a message begins, by what it was heard. */
const message = Buffer.from('*3\r\n$7\r\nmessage\r\n');
const shardMessage = Buffer.from('*3\r\n$8\r\nsmessage\r\n');
const patternMessage = Buffer.from('*4\r\n$8\r\npmessage\r\n');

/**
 * Takes messages out of what a socket brings, where they stand there whole: in a flood that is all but one of each chunk. It costs a third of what
 * a parser of all replies takes. What it does not take is for that parser, as every other reply.
 */
export class MessageCutter {
  readonly #listener: MessageListener;
  /** Where the string that was read last begins and ends; the next thing is behind its line end. */
  #start = 0;
  #end = 0;
  /** Messages of one channel come in rows. */
  #channel: Buffer = Buffer.alloc(0);

  constructor(listener: MessageListener) {
    this.#listener = listener;
  }

  /** Hands over the messages that begin at `from`, one behind the other. @returns where the first thing begins that is no whole message */
  cut(chunk: Buffer, from: number): number {
    let at = from;
    for (let next = this.#one(chunk, at); next > at; next = this.#one(chunk, at)) at = next;
    return at;
  }

  /** @returns where the message ends, else `at` */
  #one(chunk: Buffer, at: number): number {
    const { message: onMessage, patternMessage: onPattern, shardMessage: onShard } = this.#listener;
    if (onMessage && begins(chunk, at, message)) {
      if (!this.#readChannel(chunk, at + message.length) || !this.#readString(chunk, this.#end + 2))
        return at;
      onMessage(this.#channel, chunk.subarray(this.#start, this.#end));
    } else if (onShard && begins(chunk, at, shardMessage)) {
      if (!this.#readChannel(chunk, at + shardMessage.length) || !this.#readString(chunk, this.#end + 2))
        return at;
      onShard(this.#channel, chunk.subarray(this.#start, this.#end));
    } else if (onPattern && begins(chunk, at, patternMessage)) {
      if (!this.#readString(chunk, at + patternMessage.length)) return at;
      const pattern = chunk.toString('utf8', this.#start, this.#end);
      if (!this.#readChannel(chunk, this.#end + 2) || !this.#readString(chunk, this.#end + 2)) return at;
      onPattern(pattern, this.#channel, chunk.subarray(this.#start, this.#end));
    } else return at;
    return this.#end + 2;
  }

  #readChannel(chunk: Buffer, at: number): boolean {
    if (!this.#readString(chunk, at)) return false;
    // A copy: what is kept of it must not keep the chunk.
    if (this.#channel.length !== this.#end - this.#start || !begins(chunk, this.#start, this.#channel))
      this.#channel = Buffer.from(chunk.subarray(this.#start, this.#end));
    return true;
  }

  /** @returns whether a string stands there whole, with the line end behind it */
  #readString(chunk: Buffer, at: number): boolean {
    if (chunk[at] !== DOLLAR) return false;
    let place = at + 1;
    let length = 0;
    for (let byte = chunk[place]!; byte >= ZERO && byte <= NINE; byte = chunk[++place]!)
      length = length * 10 + byte - ZERO;
    const digits = place - at - 1;
    if (digits === 0 || digits > LENGTH_BYTES || chunk[place] !== CR || chunk[place + 1] !== LF) return false;
    this.#start = place + 2;
    this.#end = this.#start + length;
    return chunk[this.#end] === CR && chunk[this.#end + 1] === LF;
  }
}

function begins(chunk: Buffer, at: number, wanted: Buffer): boolean {
  const { length } = wanted;
  for (let index = 0; index < length; index++) if (chunk[at + index] !== wanted[index]) return false;
  return true;
}
