import { isUtf8 } from 'node:buffer';

const MAX_DEPTH = 500;

/**
 * MessagePack as JSON text. Nothing passes through values of JavaScript, so that 64-bit integers keep their digits, and the members of
 * maps their order and their repetitions. What JSON has no word for becomes `{"$binary": base64}`, `{"$ext": type, "$binary": base64}`;
 * timestamps become ISO 8601 text, keys that are no strings become their own text.
 *
 * @throws {Error} what is wrong and at which byte, also when something follows the value
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export function messagePackToJson(bytes: Buffer): string {
  const reader = new Reader(bytes);
  const text = reader.value(0);
  if (reader.at < bytes.length)
    throw new Error(`it is not MessagePack: a value ends at byte ${reader.at}, and more follows`);
  return text;
}

/** Whether a value that begins so is a map or an array: the only ones that are guessed. */
export function isMessagePackContainer(first: number): boolean {
  return (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
}

/** A name as programs give them: what random bytes hardly make. */
const NAME = /^[\p{L}_][\p{L}\p{N}_ .:/-]*$/u;

/** Whether it begins with a map whose first key is text, and a name: keys may be of any kind, but hardly anybody uses another one. */
export function isMapOfNames(bytes: Buffer): boolean {
  const [first = 0] = bytes;
  const header = first === 0xdf ? 5 : first === 0xde ? 3 : 1;
  if (first < 0x80 || (first > 0x8f && header === 1)) return false;
  const kind = bytes[header] ?? 0;
  const [size, from] =
    kind >= 0xa1 && kind <= 0xbf
      ? [kind & 0x1f, header + 1]
      : kind === 0xd9
        ? [bytes[header + 1] ?? 0, header + 2]
        : [0, 0];
  return size > 0 && NAME.test(bytes.toString('utf8', from, from + size));
}

class Reader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): string {
    if (depth > MAX_DEPTH) throw this.#wrong(`it is nested more than ${MAX_DEPTH} deep`);
    const first = this.#take(1).readUInt8();
    if (first <= 0x7f) return String(first);
    if (first <= 0x8f) return this.#map(first & 0x0f, depth);
    if (first <= 0x9f) return this.#array(first & 0x0f, depth);
    if (first <= 0xbf) return this.#text(first & 0x1f);
    if (first >= 0xe0) return String(first - 0x100);
    switch (first) {
      case 0xc0:
        return 'null';
      case 0xc2:
        return 'false';
      case 0xc3:
        return 'true';
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return binary(this.#take(this.#length(first - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#length(first - 0xc7));
      case 0xca:
        return float(shortestFloat32(this.#take(4).readFloatBE()));
      case 0xcb:
        return float(this.#take(8).readDoubleBE());
      case 0xcc:
        return String(this.#take(1).readUInt8());
      case 0xcd:
        return String(this.#take(2).readUInt16BE());
      case 0xce:
        return String(this.#take(4).readUInt32BE());
      case 0xcf:
        return String(this.#take(8).readBigUInt64BE());
      case 0xd0:
        return String(this.#take(1).readInt8());
      case 0xd1:
        return String(this.#take(2).readInt16BE());
      case 0xd2:
        return String(this.#take(4).readInt32BE());
      case 0xd3:
        return String(this.#take(8).readBigInt64BE());
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (first - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#length(first - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#length(first - 0xdc + 1), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#length(first - 0xde + 1), depth);
      default:
        throw this.#wrong('a byte that begins no value', this.at - 1);
    }
  }

  #map(members: number, depth: number): string {
    const parts: string[] = [];
    for (let n = 0; n < members; n++) {
      const key = this.value(depth + 1);
      parts.push(`${key.startsWith('"') ? key : JSON.stringify(key)}:${this.value(depth + 1)}`);
    }
    return `{${parts.join(',')}}`;
  }

  #array(elements: number, depth: number): string {
    const parts: string[] = [];
    for (let n = 0; n < elements; n++) parts.push(this.value(depth + 1));
    return `[${parts.join(',')}]`;
  }

  #text(length: number): string {
    const bytes = this.#take(length);
    return isUtf8(bytes) ? JSON.stringify(bytes.toString()) : binary(bytes);
  }

  #extension(length: number): string {
    const type = this.#take(1).readInt8();
    const bytes = this.#take(length);
    const time = type === -1 ? timestamp(bytes) : undefined;
    return time ?? `{"$ext":${type},"$binary":"${bytes.toString('base64')}"}`;
  }

  /** A length of 1, 2 or 4 bytes. */
  #length(width: number): number {
    const size = 1 << width;
    return this.#take(size).readUIntBE(0, size);
  }

  #take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.#bytes.length) throw this.#wrong('it ends in the middle of a value', this.#bytes.length);
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  #wrong(what: string, at = this.at): Error {
    return new Error(`it is not MessagePack: ${what} at byte ${at}`);
  }
}

function binary(bytes: Buffer): string {
  return `{"$binary":"${bytes.toString('base64')}"}`;
}

function float(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0)
    ? '-0.0'
    : Number.isInteger(value)
      ? `${value}.0`.replace(/(e.*)\.0$/, '$1')
      : String(value);
}

/** The shortest number that is this one in 32 bits: 0.1, not 0.10000000149011612. */
function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

const NANOS_PER_MS = 1_000_000n;

/** ISO 8601 text; undefined for a form that is not one of the three of the specification, or a year beyond dates. */
function timestamp(bytes: Buffer): string | undefined {
  let seconds: bigint;
  let nanos = 0n;
  if (bytes.length === 4) seconds = BigInt(bytes.readUInt32BE());
  else if (bytes.length === 8) {
    const both = bytes.readBigUInt64BE();
    nanos = both >> 34n;
    seconds = both & ((1n << 34n) - 1n);
  } else if (bytes.length === 12) {
    nanos = BigInt(bytes.readUInt32BE());
    seconds = bytes.readBigInt64BE(4);
  } else return undefined;
  const date = new Date(Number(seconds * 1_000n + nanos / NANOS_PER_MS));
  if (Number.isNaN(date.getTime()) || nanos >= 1_000n * NANOS_PER_MS) return undefined;
  const iso = date.toISOString();
  const rest = nanos % NANOS_PER_MS;
  return `"${rest === 0n ? iso : `${iso.slice(0, -1)}${String(rest).padStart(6, '0')}Z`}"`;
}
