/**
 * A stream entry as one byte string, for pages of entries and for feeds of them: fields in order, repeated names kept, values possibly
 * cut to their beginning.
 *
 *     text(id)  varint(number of fields)  varint(fields here)  { part(name) part(value) } per field here
 *     text(s) = varint(bytes) bytes       part(s) = varint(bytes of the whole) varint(bytes here) bytes
 *
 * The reader stops where the bytes stop, so the beginning of an entry is readable as the beginning of an entry.
 */
export interface StreamEntry {
  id: string;
  /** In order; a name may come more than once. Fewer than `fieldCount` in a preview. */
  fields: EntryField[];
  fieldCount: number;
}

interface EntryField {
  name: Uint8Array;
  value: Uint8Array;
  /** Sizes of the whole name and value, in bytes; `value` holds fewer in a preview. */
  nameSize: number;
  valueSize: number;
}

export interface PreviewLimits {
  maxFields: number;
  /** For each name and each value. */
  maxBytes: number;
}

const ENDLESS: PreviewLimits = { maxFields: Infinity, maxBytes: Infinity };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param flat names and values in turn, as Redis replies them */
export function encodeEntry(
  id: string,
  flat: readonly Uint8Array[],
  limits = ENDLESS,
): Uint8Array<ArrayBuffer> {
  const idBytes = encoder.encode(id);
  const fieldCount = flat.length >> 1;
  const shown = Math.min(fieldCount, limits.maxFields);
  const cut = (part: Uint8Array) => Math.min(part.length, limits.maxBytes);

  let size = varintSize(idBytes.length) + idBytes.length + varintSize(fieldCount) + varintSize(shown);
  for (let index = 0; index < shown * 2; index++) {
    const part = flat[index]!;
    size += varintSize(part.length) + varintSize(cut(part)) + cut(part);
  }

  const bytes = new Uint8Array(size);
  let at = writeVarint(bytes, 0, idBytes.length);
  bytes.set(idBytes, at);
  at = writeVarint(bytes, at + idBytes.length, fieldCount);
  at = writeVarint(bytes, at, shown);
  for (let index = 0; index < shown * 2; index++) {
    const part = flat[index]!;
    at = writeVarint(bytes, at, part.length);
    at = writeVarint(bytes, at, cut(part));
    bytes.set(part.length > limits.maxBytes ? part.subarray(0, limits.maxBytes) : part, at);
    at += cut(part);
  }
  return bytes;
}

/** Reads an entry, or as much of it as the bytes hold. Names and values are views onto the bytes given. */
export function decodeEntry(bytes: Uint8Array): StreamEntry {
  const reader = new Reader(bytes);
  const id = decoder.decode(reader.take(reader.varint()));
  const fieldCount = reader.varint();
  const shown = reader.varint();
  const fields: EntryField[] = [];
  while (fields.length < shown && !reader.ended) {
    const nameSize = reader.varint();
    const name = reader.take(reader.varint());
    const valueSize = reader.varint();
    fields.push({ name, nameSize, value: reader.take(reader.varint()), valueSize });
  }
  return { id, fields, fieldCount };
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) return value;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  take(length: number): Uint8Array {
    const from = Math.min(this.#at, this.#bytes.length);
    this.#at = from + length;
    return this.#bytes.subarray(from, this.#at);
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let index = at;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[index++] = (rest % 128) | 0x80;
  bytes[index++] = rest;
  return index;
}

/** Encoded entries one after the other; entry i ends at `ends[i]`. */
export interface EntryPack {
  data: Uint8Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
}

export function packEntries(encoded: readonly Uint8Array[]): EntryPack {
  const ends = new Uint32Array(encoded.length);
  let end = 0;
  for (const [index, bytes] of encoded.entries()) ends[index] = end += bytes.length;
  const data = new Uint8Array(end);
  for (const [index, bytes] of encoded.entries()) data.set(bytes, index === 0 ? 0 : ends[index - 1]);
  return { data, ends };
}

/** The bytes of entry `index`, for `decodeEntry`. */
export function packedEntry(
  { data, ends }: { data: Uint8Array; ends: Uint32Array },
  index: number,
): Uint8Array {
  return data.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}
