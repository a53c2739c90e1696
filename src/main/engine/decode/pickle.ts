import { utf8Text } from '#shared/redis/text.ts';
import { quoted, structureText, type Structure } from './structure-text.ts';

/** A pickle that needs more is not one of a message. */
const MAX_OPERATIONS = 500_000;

type Item = Structure | [Structure, Structure];
interface Made {
  open: string;
  close: string;
  items: Item[];
}
const made = (open: string, close: string, items: Item[] = []): Made => ({ open, close, items });
/** Where the items of a list or the arguments of a call begin. */
const MARK = Symbol('mark');
type Slot = Structure | typeof MARK;

/**
 * What a Python pickle would make, as text: its operations are followed on a stack of words, and none is carried out, so a class in it is a name and a
 * call is written down. Null for bytes that are no whole pickle.
 *
 * @see https://github.com/python/cpython/blob/3.13/Lib/pickletools.py
 */
export function pickleText(bytes: Buffer): string | null {
  try {
    return structureText(new Unpickler(bytes).run());
  } catch {
    return null;
  }
}

class Unpickler {
  readonly #bytes: Buffer;
  readonly #stack: Slot[] = [];
  readonly #memo = new Map<number, Structure>();
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws {Error} when it is no pickle */
  run(): Structure {
    for (let count = 0; count < MAX_OPERATIONS; count++) {
      const operation = this.#bytes.readUInt8(this.#at++);
      if (operation === 0x2e) {
        const value = this.#pop();
        if (this.#stack.length > 0 || this.#at !== this.#bytes.length) throw new Error('not the end');
        return value;
      }
      this.#carry(operation);
    }
    throw new Error('too long');
  }

  #carry(operation: number): void {
    switch (operation) {
      case 0x80: // PROTO
        return void this.#at++;
      case 0x95: // FRAME
        return void (this.#at += 8);
      case 0x28:
        return void this.#stack.push(MARK);
      case 0x30: // POP
        return void this.#stack.pop();
      case 0x31: // POP_MARK
        return void this.#marked();
      case 0x32: // DUP
        return this.#push(this.#top());
      case 0x4e:
        return this.#push('None');
      case 0x88:
        return this.#push('True');
      case 0x89:
        return this.#push('False');
      case 0x49: // INT: 00 and 01 are booleans
      case 0x4c: // LONG
        return this.#push(numberText(this.#line()));
      case 0x46: // FLOAT
        return this.#push(this.#line());
      case 0x4a:
        return this.#push(String(this.#take(4).readInt32LE()));
      case 0x4b:
        return this.#push(String(this.#take(1).readUInt8()));
      case 0x4d:
        return this.#push(String(this.#take(2).readUInt16LE()));
      case 0x8a: // LONG1
        return this.#push(longText(this.#take(this.#size(1))));
      case 0x8b: // LONG4
        return this.#push(longText(this.#take(this.#size(4))));
      case 0x47:
        return this.#push(String(this.#take(8).readDoubleBE()));
      case 0x53: // STRING
        return this.#push(JSON.stringify(this.#line().replace(/^'(.*)'$/s, '$1')));
      case 0x56: // UNICODE, in raw-unicode-escape
        return this.#push(JSON.stringify(unescaped(this.#line())));
      case 0x55:
      case 0x8c:
      case 0x43:
        return this.#string(this.#size(1));
      case 0x54:
      case 0x58:
      case 0x42:
        return this.#string(this.#size(4));
      case 0x8d:
      case 0x8e:
      case 0x96:
        return this.#string(this.#size(8));
      case 0x5d:
        return this.#push(made('[', ']'));
      case 0x7d:
        return this.#push(made('{', '}'));
      case 0x8f:
        return this.#push(made('set(', ')'));
      case 0x29:
        return this.#push(made('(', ')'));
      case 0x6c:
        return this.#push(made('[', ']', this.#marked()));
      case 0x74:
        return this.#push(made('(', ')', this.#marked()));
      case 0x91:
        return this.#push(made('frozenset(', ')', this.#marked()));
      case 0x64:
        return this.#push(made('{', '}', pairs(this.#marked())));
      case 0x85:
      case 0x86:
      case 0x87: {
        const items = Array.from({ length: operation - 0x84 }, () => this.#pop()).reverse();
        return this.#push(made('(', ')', items));
      }
      case 0x61: // APPEND
        return this.#into([this.#pop()]);
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        return this.#into(this.#marked());
      case 0x73: {
        const value = this.#pop();
        return this.#into([[this.#pop(), value]]);
      }
      case 0x75: // SETITEMS
        return this.#into(pairs(this.#marked()));
      case 0x63: // GLOBAL
        return this.#push(`${this.#line()}.${this.#line()}`);
      case 0x93: {
        const name = this.#pop();
        return this.#push(`${bare(this.#pop())}.${bare(name)}`);
      }
      case 0x52: // REDUCE
      case 0x81: {
        const values = this.#pop();
        return this.#push(call(this.#pop(), argumentsOf(values)));
      }
      case 0x92: {
        const named = this.#pop();
        const values = this.#pop();
        return this.#push(call(this.#pop(), [...argumentsOf(values), named]));
      }
      case 0x69: {
        const name = `${this.#line()}.${this.#line()}`;
        return this.#push(call(name, this.#marked()));
      }
      case 0x6f: {
        const [type = '', ...values] = this.#marked();
        return this.#push(call(type, values));
      }
      case 0x62: {
        const state = this.#pop();
        return this.#push(made('object(', ')', [this.#pop(), state]));
      }
      case 0x50: // PERSID
        return this.#push(call('persistent', [JSON.stringify(this.#line())]));
      case 0x51:
        return this.#push(call('persistent', [this.#pop()]));
      case 0x82:
      case 0x83:
      case 0x84:
        return this.#push(call('extension', [String(this.#size(2 ** (operation - 0x82)))]));
      case 0x67:
        return this.#get(Number(this.#line()));
      case 0x68:
        return this.#get(this.#size(1));
      case 0x6a:
        return this.#get(this.#size(4));
      case 0x70:
        return void this.#memo.set(Number(this.#line()), this.#top());
      case 0x71:
        return void this.#memo.set(this.#size(1), this.#top());
      case 0x72:
        return void this.#memo.set(this.#size(4), this.#top());
      case 0x94:
        return void this.#memo.set(this.#memo.size, this.#top());
      default:
        throw new Error(`unknown operation ${operation}`);
    }
  }

  #take(length: number): Buffer {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new Error('cut');
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  #size(length: number): number {
    const bytes = this.#take(length);
    return length === 8 ? Number(bytes.readBigUInt64LE()) : bytes.readUIntLE(0, length);
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new Error('cut');
    const line = this.#take(end - this.#at).toString('latin1');
    this.#at++;
    return line;
  }

  #string(length: number): void {
    const bytes = this.#take(length);
    this.#push(quoted(bytes, utf8Text(bytes)));
  }

  #push(value: Structure): void {
    this.#stack.push(value);
  }

  #top(): Structure {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) throw new Error('empty stack');
    return value;
  }

  #pop(): Structure {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #get(place: number): void {
    const value = this.#memo.get(place);
    if (value === undefined) throw new Error('nothing there');
    this.#push(value);
  }

  /** What stands above the newest mark. */
  #marked(): Structure[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw new Error('no mark');
    const values = this.#stack.splice(at + 1) as Structure[];
    this.#stack.pop();
    return values;
  }

  /** Into the list, dict or set on the stack; of an object that was made by a call, after its arguments. */
  #into(items: readonly Item[]): void {
    const target = this.#top();
    if (typeof target === 'string') throw new Error('no container');
    for (const item of items) (target as Made).items.push(item);
  }
}

/** What is called by what another call would give stands before its arguments. */
function call(callee: Structure, values: readonly Structure[]): Structure {
  return typeof callee === 'string'
    ? made(`${callee}(`, ')', [...values])
    : made('call(', ')', [callee, ...values]);
}

function argumentsOf(values: Structure): Structure[] {
  return typeof values === 'string' ? [values] : (values.items as Structure[]);
}

function pairs(values: readonly Structure[]): [Structure, Structure][] {
  if (values.length % 2 !== 0) throw new Error('half a pair');
  return Array.from({ length: values.length / 2 }, (_, index) => [
    values[2 * index]!,
    values[2 * index + 1]!,
  ]);
}

/** A name that was pushed as a string. */
function bare(value: Structure): string {
  if (typeof value !== 'string') throw new Error('no name');
  return value.replace(/^"(.*)"$/s, '$1');
}

function numberText(line: string): string {
  if (line === '00') return 'False';
  if (line === '01') return 'True';
  if (!/^-?\d+L?$/.test(line)) throw new Error('no number');
  return line.replace('L', '');
}

function unescaped(line: string): string {
  return line.replace(/\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/g, (_, short?: string, long?: string) =>
    String.fromCodePoint(Number.parseInt(short ?? long!, 16)),
  );
}

/** Little-endian, in two's complement. */
function longText(bytes: Buffer): string {
  if (bytes.length > 1_000) return `a number of ${bytes.length} bytes`;
  const unsigned = BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`);
  return String(BigInt.asIntN(bytes.length * 8, unsigned));
}
