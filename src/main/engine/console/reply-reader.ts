import type { AggregateReply, RedisReply, ReplyPart } from '#shared/redis/reply/reply.ts';
import { ProtocolBreak } from '../connections/reply-bounds.ts';

/** A status, an error or a number. */
const MAX_LINE_BYTES = 2 ** 20;
/** Lua can nest its tables as deep as it likes; nobody reads further. */
const MAX_DEPTH = 64;

interface OpenAggregate {
  /** Undefined for an attribute: it says something about the reply after it, and is passed over. */
  node: AggregateReply | undefined;
  remaining: number;
  isKept: boolean;
}

interface OpenString {
  type: 'string' | 'verbatim' | 'error';
  length: number;
  /** Bytes that are still to come, the line end after them included. */
  remaining: number;
  kept: Buffer[];
  keptBytes: number;
  mayKeep: number;
}

/**
 * Reads replies of RESP2 and RESP3 from the bytes of a connection, whatever their size: of each the first part is kept, and the rest is read over.
 * Nothing is allocated for what is announced and has not come.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export class ReplyReader {
  readonly #part: ReplyPart;
  readonly #open: OpenAggregate[] = [];
  #line: Buffer[] = [];
  #lineBytes = 0;
  #string: OpenString | undefined;
  #left: ReplyPart;

  /** @param part what is kept of one reply */
  constructor(part: ReplyPart) {
    this.#part = part;
    this.#left = { ...part };
  }

  /** The replies that end in this chunk. @throws {ProtocolBreak} the connection is to be closed */
  *read(chunk: Buffer): Generator<RedisReply> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#string) {
        at += this.#readString(this.#string, chunk.subarray(at));
        if (this.#string.remaining > 0) return;
        const whole = this.#end(stringNode(this.#string));
        this.#string = undefined;
        if (whole) yield whole;
        continue;
      }
      const lineEnd = chunk.indexOf(0x0a, at);
      const piece = chunk.subarray(at, lineEnd < 0 ? chunk.length : lineEnd);
      this.#line.push(piece);
      this.#lineBytes += piece.length;
      if (this.#lineBytes > MAX_LINE_BYTES)
        throw new ProtocolBreak(`sent a line above ${MAX_LINE_BYTES} bytes`);
      if (lineEnd < 0) {
        // What is kept for the next chunk must not hold on to this one.
        this.#line = [Buffer.concat(this.#line)];
        return;
      }
      at = lineEnd + 1;
      const line = this.#line.length === 1 ? piece : Buffer.concat(this.#line);
      this.#line = [];
      this.#lineBytes = 0;
      const whole = this.#begin(line.at(-1) === 0x0d ? line.subarray(0, -1) : line);
      if (whole) yield whole;
    }
  }

  /** @returns a whole reply, where one ends with this line */
  #begin(line: Buffer): RedisReply | undefined {
    const text = line.toString('utf8', 1);
    const sign = String.fromCharCode(line[0] ?? 0);
    switch (sign) {
      case '+':
        return this.#end({ type: 'status', text });
      case '-':
        return this.#end({ type: 'error', text });
      case ':':
        return this.#end({ type: 'integer', text });
      case ',':
        return this.#end({ type: 'double', text });
      case '(':
        return this.#end({ type: 'big-number', text });
      case '#':
        return this.#end({ type: 'boolean', value: text === 't' });
      case '_':
        return this.#end({ type: 'nil' });
      case '$':
        return this.#beginString('string', text);
      case '=':
        return this.#beginString('verbatim', text);
      case '!':
        return this.#beginString('error', text);
      case '*':
        return this.#beginAggregate('array', text);
      case '~':
        return this.#beginAggregate('set', text);
      case '>':
        return this.#beginAggregate('push', text);
      case '%':
        return this.#beginAggregate('map', text);
      case '|':
        return this.#beginAggregate('attribute', text);
      default:
        throw new ProtocolBreak(`sent ${JSON.stringify(sign)} where a reply begins`);
    }
  }

  #beginString(type: OpenString['type'], text: string): RedisReply | undefined {
    const length = lengthOf(text);
    if (length < 0) return this.#end({ type: 'nil' });
    const mayKeep = this.#isKept() ? Math.min(length, Math.max(0, this.#left.bytes)) : 0;
    this.#string = { type, length, remaining: length + 2, kept: [], keptBytes: 0, mayKeep };
    return undefined;
  }

  /** @returns how many bytes of the chunk are of it */
  #readString(string: OpenString, chunk: Buffer): number {
    const taken = Math.min(string.remaining, chunk.length);
    const wanted = Math.min(string.mayKeep - string.keptBytes, taken);
    if (wanted > 0) {
      string.kept.push(Buffer.from(chunk.subarray(0, wanted)));
      string.keptBytes += wanted;
      this.#left.bytes -= wanted;
    }
    string.remaining -= taken;
    return taken;
  }

  #beginAggregate(type: AggregateReply['type'] | 'attribute', text: string): RedisReply | undefined {
    const announced = lengthOf(text);
    if (announced < 0) return this.#end({ type: 'nil' });
    const length = type === 'map' || type === 'attribute' ? 2 * announced : announced;
    if (type === 'attribute') {
      if (length > 0) this.#push({ node: undefined, remaining: length, isKept: false });
      return undefined;
    }
    const node: AggregateReply = { type, items: [], length };
    if (length === 0) return this.#end(node);
    const isKept = this.#isKept();
    // Before its own elements: those may be more than there is room for.
    this.#keep(node);
    this.#push({ node, remaining: length, isKept });
    return undefined;
  }

  /** Puts a value where it belongs, as far as that is kept. */
  #keep(value: RedisReply): void {
    const top = this.#open.at(-1);
    if (!top?.node || !top.isKept || this.#left.elements <= 0) return;
    this.#left.elements--;
    top.node.items.push(value);
    if (this.#left.bytes <= 0) top.isKept = false;
  }

  #push(aggregate: OpenAggregate): void {
    if (this.#open.length >= MAX_DEPTH)
      throw new ProtocolBreak(`sent more than ${MAX_DEPTH} arrays in arrays`);
    this.#open.push(aggregate);
  }

  /** Whether what comes next is kept. */
  #isKept(): boolean {
    const top = this.#open.at(-1);
    return top === undefined || (top.isKept && this.#left.elements > 0 && this.#left.bytes > 0);
  }

  /** A value is whole, and with it perhaps what it is in. */
  #end(value: RedisReply): RedisReply | undefined {
    let node = value;
    this.#keep(value);
    for (;;) {
      const top = this.#open.at(-1);
      if (top === undefined) {
        this.#left = { ...this.#part };
        return node;
      }
      if (--top.remaining > 0) return undefined;
      this.#open.pop();
      // The reply that an attribute is about is still to come.
      if (top.node === undefined) return undefined;
      node = top.node;
    }
  }
}

function stringNode({ type, length, kept }: OpenString): RedisReply {
  const bytes = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
  if (type === 'error') return { type, text: bytes.toString() };
  // The three letters of its format and a colon are before the text.
  if (type === 'verbatim') return { type, bytes: bytes.subarray(4), length: Math.max(0, length - 4) };
  return { type, bytes, length };
}

function lengthOf(text: string): number {
  if (!/^(?:\d{1,16}|-1)$/.test(text)) throw new ProtocolBreak('sent a number that is not one');
  return Number(text);
}
