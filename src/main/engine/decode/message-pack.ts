import { isUtf8 } from 'node:buffer';

const MAX_DEPTH = 500;
/** Of a whole payload, keys counted too: sixty million empty maps are 60 MB, and many times that in memory. */
const MAX_VALUES = 4_000_000;

/**
 * MessagePack as JSON text. Nothing passes through values of JavaScript, so that 64-bit integers keep their digits, and the members of
 * maps their order and their repetitions. What JSON has no word for becomes `{"$binary": base64}`, `{"$ext": type, "$binary": base64}`;
 * timestamps become ISO 8601 text, keys that are no strings become their own text.
 *
 * @param maxLength of the text
 * @throws {Error} what is wrong and at which byte, also when something follows the value, or when it would be too much
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export function messagePackToJson(bytes: Buffer, maxLength: number): string {
  const reader = new Reader(bytes, maxLength);
  const text = reader.value(0);
  if (reader.at < bytes.length)
    throw new Error(`it is not MessagePack: a value ends at byte ${reader.at}, and more follows`);
  return text;
}

/** Whether a value that begins so is a map or an array: the only ones that are guessed. */
export function isMessagePackContainer(first: number): boolean {
  return (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
}

/** Members of a map with fewer characters in all their names may be an accident: one in 2^23 short texts is such a map in base64. */
const MIN_NAMED = 3;
const NAME = /^[\p{L}\p{N}_$@.: /-]+$/u;

/**
 * Whether bytes that are one whole value are a map all of whose keys are names, as what programs pack nearly always is. Short words read as
 * base64 are often maps of numbers.
 */
export function isNamedMessagePack(bytes: Buffer): boolean {
  const names = new Reader(bytes, bytes.length * 10).names();
  return names?.every(name => NAME.test(name)) === true && names.join('').length >= MIN_NAMED;
}

class Reader {
  readonly #bytes: Buffer;
  readonly #maxLength: number;
  #values = 0;
  #length = 0;
  at = 0;

  constructor(bytes: Buffer, maxLength: number) {
    this.#bytes = bytes;
    this.#maxLength = maxLength;
  }

  value(depth: number): string {
    if (depth > MAX_DEPTH) throw this.#wrong(`it is nested more than ${MAX_DEPTH} deep`);
    if (++this.#values > MAX_VALUES) throw this.#wrong(`it has more than ${MAX_VALUES} values`);
    const first = this.#bytes[this.at] ?? 0;
    const text = this.#value(depth);
    // What is in a map or an array has been counted.
    if (!isMessagePackContainer(first)) this.#length += text.length;
    if (this.#length > this.#maxLength)
      throw this.#wrong(`as JSON it is longer than ${this.#maxLength} characters`);
    return text;
  }

  #value(depth: number): string {
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
        return binary(this.#take(this.#lengthOf(first - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#lengthOf(first - 0xc7));
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
        return this.#text(this.#lengthOf(first - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#lengthOf(first - 0xdc + 1), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#lengthOf(first - 0xde + 1), depth);
      default:
        throw this.#wrong('a byte that begins no value', this.at - 1);
    }
  }

  /** The keys of the map that the bytes hold; undefined where they hold something else, or where a key is not text. */
  names(): string[] | undefined {
    const first = this.#take(1).readUInt8();
    const isShort = first >= 0x80 && first <= 0x8f;
    if (!isShort && first !== 0xde && first !== 0xdf) return undefined;
    const names: string[] = [];
    for (let left = isShort ? first & 0x0f : this.#lengthOf(first - 0xde + 1); left > 0; left--) {
      const key = this.value(1);
      if (!key.startsWith('"')) return undefined;
      names.push(JSON.parse(key) as string);
      this.value(1);
    }
    return names;
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
  #lengthOf(width: number): number {
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
