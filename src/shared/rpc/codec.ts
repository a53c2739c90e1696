import { mapBytes, type Bytes, type Path } from './bytes.ts';

/**
 * A message as one binary frame, for channels that carry only bytes:
 *
 *     u32 LE  length of the header in bytes
 *     header  JSON: { m: message with null where bytes stood, b: [[path, kind, byteLength], ...] }
 *     buffers each starting at a multiple of 8, in the order of b
 *
 * Buffers travel as they are and are read as views onto the received frame, so a typed array costs no parsing and no base64.
 */
const ALIGNMENT = 8;

const kinds = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
} as const;
type Kind = keyof typeof kinds;

interface Header {
  m: unknown;
  b: [Path, Kind, number][];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws {TypeError} when the message holds something JSON cannot carry (a bigint, a circle). */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const buffers: Bytes[] = [];
  const table: Header['b'] = [];
  const json = mapBytes(message, (bytes, path) => {
    buffers.push(bytes);
    table.push([path, kindOf(bytes), bytes.byteLength]);
    return null;
  });
  const header = encoder.encode(JSON.stringify({ m: json, b: table } satisfies Header));
  let size = aligned(4 + header.length);
  for (const bytes of buffers) size = aligned(size + bytes.byteLength);

  const frame = new Uint8Array(size);
  new DataView(frame.buffer).setUint32(0, header.length, true);
  frame.set(header, 4);
  let offset = aligned(4 + header.length);
  for (const bytes of buffers) {
    frame.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset);
    offset = aligned(offset + bytes.byteLength);
  }
  return frame;
}

/** @throws {Error} when the bytes are not a frame: lengths, JSON, paths and kinds are all checked. */
export function decodeFrame(received: Uint8Array): unknown {
  const frame = received.byteOffset % ALIGNMENT === 0 ? received : new Uint8Array(received);
  if (frame.length < 4) throw new Error('frame too short');
  const headerLength = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  if (4 + headerLength > frame.length) throw new Error('frame header too long');
  const header = JSON.parse(decoder.decode(frame.subarray(4, 4 + headerLength))) as Partial<Header> | null;
  if (typeof header !== 'object' || header === null || !Array.isArray(header.b))
    throw new Error('not a frame header');

  const root = { m: header.m };
  let offset = aligned(4 + headerLength);
  for (const [path, kind, byteLength] of header.b) {
    const view = kinds[kind];
    if (!Object.hasOwn(kinds, kind) || !Number.isSafeInteger(byteLength) || byteLength < 0)
      throw new Error('bad buffer');
    if (offset + byteLength > frame.length || byteLength % view.BYTES_PER_ELEMENT !== 0)
      throw new Error('bad buffer length');
    place(
      root,
      ['m', ...path],
      new view(frame.buffer as ArrayBuffer, frame.byteOffset + offset, byteLength / view.BYTES_PER_ELEMENT),
    );
    offset = aligned(offset + byteLength);
  }
  return root.m;
}

/** Puts a buffer where the encoder left a null; anything else there means a forged path. */
function place(root: unknown, path: Path, bytes: Bytes): void {
  let parent = root as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) {
    const next = Object.hasOwn(parent, step) ? parent[step] : undefined;
    if (typeof next !== 'object' || next === null) throw new Error('bad buffer path');
    parent = next as Record<string | number, unknown>;
  }
  const last = path.at(-1)!;
  if (!Object.hasOwn(parent, last) || parent[last] !== null) throw new Error('bad buffer path');
  parent[last] = bytes;
}

function kindOf(bytes: Bytes): Kind {
  for (const kind of Object.keys(kinds) as Kind[]) if (bytes instanceof kinds[kind]) return kind;
  throw new TypeError(`no encoding for ${bytes.constructor.name}`);
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
