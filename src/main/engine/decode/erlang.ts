import { inflateSync } from 'node:zlib';
import { utf8Text } from '#shared/redis/text.ts';
import { quoted, structureText, type Structure } from './structure-text.ts';

const MAX_VALUES = 200_000;
const MAX_DEPTH = 200;
const MAX_INFLATED_BYTES = 16 * 2 ** 20;
/** Of a number that is written out. */
const MAX_NUMBER_BYTES = 1_000;

const VERSION = 0x83;
const COMPRESSED = 80;

/**
 * A term of Erlang or Elixir in the external format, as text. Functions are named and never called. Null for bytes that are no whole term.
 *
 * @see https://www.erlang.org/doc/apps/erts/erl_ext_dist.html
 */
export function erlangText(bytes: Buffer): string | null {
  const term = wholeTerm(bytes);
  return term === null ? null : structureText(term);
}

/** Whether it is a whole term: the first byte alone also begins a map of MessagePack. */
export function isErlang(bytes: Uint8Array): boolean {
  return (
    bytes[0] === VERSION && wholeTerm(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) !== null
  );
}

function wholeTerm(bytes: Buffer): Structure | null {
  if (bytes[0] !== VERSION || bytes.length < 2) return null;
  try {
    const terms =
      bytes[1] === COMPRESSED
        ? inflateSync(bytes.subarray(6), { maxOutputLength: MAX_INFLATED_BYTES })
        : bytes.subarray(1);
    const reader = new Reader(terms);
    const term = reader.term(0);
    return reader.isAtEnd ? term : null;
  } catch {
    return null;
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #values = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  term(depth: number): Structure {
    if (depth > MAX_DEPTH || ++this.#values > MAX_VALUES) throw new Error('too much');
    const tag = this.#size(1);
    switch (tag) {
      case 70:
        return String(this.#take(8).readDoubleBE());
      case 97:
        return String(this.#size(1));
      case 98:
        return String(this.#take(4).readInt32BE());
      case 99:
        return this.#take(31).toString('latin1').replace(/\0.*$/s, '');
      case 100:
        return atom(this.#take(this.#size(2)).toString('latin1'));
      case 115:
        return atom(this.#take(this.#size(1)).toString('latin1'));
      case 118:
        return atom(this.#take(this.#size(2)).toString());
      case 119:
        return atom(this.#take(this.#size(1)).toString());
      case 104:
        return this.#tuple(this.#size(1), depth);
      case 105:
        return this.#tuple(this.#size(4), depth);
      case 106:
        return '[]';
      case 107: {
        const characters = this.#take(this.#size(2));
        return JSON.stringify(characters.toString('latin1'));
      }
      case 108: {
        const items = this.#terms(this.#size(4), depth);
        const tail = this.term(depth + 1);
        return { open: '[', close: ']', items: tail === '[]' ? items : [...items, call('|', [tail])] };
      }
      case 109: {
        const binary = this.#take(this.#size(4));
        return quoted(binary, utf8Text(binary));
      }
      case 77: {
        const [length, bits] = [this.#size(4), this.#size(1)];
        return `${quoted(this.#take(length), null)} of which ${bits} bits of the last byte`;
      }
      case 110:
        return this.#number(this.#size(1));
      case 111:
        return this.#number(this.#size(4));
      case 116: {
        const count = this.#size(4);
        const items: [Structure, Structure][] = [];
        for (let index = 0; index < count; index++) items.push([this.term(depth + 1), this.term(depth + 1)]);
        return { open: '%{', close: '}', items };
      }
      case 88:
        return this.#of('pid', depth, 12);
      case 103:
        return this.#of('pid', depth, 9);
      case 89:
        return this.#of('port', depth, 8);
      case 102:
        return this.#of('port', depth, 5);
      case 120:
        return this.#of('port', depth, 12);
      case 90: {
        const count = this.#size(2);
        return this.#of('reference', depth, 4 + 4 * count);
      }
      case 101:
        return this.#of('reference', depth, 5);
      case 114: {
        const count = this.#size(2);
        return this.#of('reference', depth, 1 + 4 * count);
      }
      case 113:
        return call('fun ', this.#terms(3, depth));
      case 112: {
        // Its size counts from itself on; what it holds is for the module that it names.
        const size = this.#size(4);
        this.#take(size - 4);
        return `a function of ${size} bytes`;
      }
      default:
        throw new Error(`unknown tag ${tag}`);
    }
  }

  #tuple(count: number, depth: number): Structure {
    return { open: '{', close: '}', items: this.#terms(count, depth) };
  }

  #terms(count: number, depth: number): Structure[] {
    const items: Structure[] = [];
    for (let index = 0; index < count; index++) items.push(this.term(depth + 1));
    return items;
  }

  /** A process, a port or a reference: its node, and numbers that mean nothing elsewhere. */
  #of(what: string, depth: number, length: number): Structure {
    const node = this.term(depth + 1);
    return call(what, [node, quoted(this.#take(length), null)]);
  }

  /** Little-endian, its sign before it. */
  #number(length: number): string {
    const isNegative = this.#size(1) !== 0;
    const bytes = this.#take(length);
    if (length > MAX_NUMBER_BYTES) return `a number of ${length} bytes`;
    const value = BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`);
    return String(isNegative ? -value : value);
  }

  #size(length: number): number {
    return this.#take(length).readUIntBE(0, length);
  }

  #take(length: number): Buffer {
    if (!(length >= 0 && this.#at + length <= this.#bytes.length)) throw new Error('cut');
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }
}

function call(name: string, items: readonly Structure[]): Structure {
  return { open: `${name}(`, close: ')', items };
}

/** As Elixir writes atoms: `:ok`, `true`, `Phoenix.Socket`. */
function atom(name: string): string {
  if (name === 'true' || name === 'false' || name === 'nil') return name;
  if (/^Elixir\.[A-Za-z0-9_.]+$/.test(name)) return name.slice('Elixir.'.length);
  return /^[A-Za-z_][\w@]*[!?]?$/.test(name) ? `:${name}` : `:${JSON.stringify(name)}`;
}
