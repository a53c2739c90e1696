/** The binary values a message may hold. Everything else in a message is JSON. */
export type Bytes =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** A step into a message: a property name or an array index. */
export type Path = (string | number)[];

function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/**
 * Copies a message with each binary value replaced by what `replace` returns for it. Values without binary parts are returned as
 * they are, not copied.
 */
export function mapBytes(
  value: unknown,
  replace: (bytes: Bytes, path: Path) => unknown,
  path: Path = [],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isBytes(value)) return replace(value, path);
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      const mapped = mapBytes(item, replace, [...path, index]);
      if (mapped !== item) (copy ??= value.slice() as unknown[])[index] = mapped;
    }
    return copy ?? value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    const mapped = mapBytes(item, replace, [...path, key]);
    if (mapped !== item) (copy ??= { ...(value as Record<string, unknown>) })[key] = mapped;
  }
  return copy ?? value;
}

/**
 * The same values on memory of their own. A structured clone of a view clones the *whole* buffer behind it (for a Node Buffer its
 * 64 kB pool), and shared memory cannot leave the process: both are cut down to the bytes that are meant.
 */
export function compactBytes<T>(message: T): T {
  return mapBytes(message, bytes =>
    bytes.byteLength === bytes.buffer.byteLength &&
    bytes.buffer instanceof ArrayBuffer &&
    bytes.constructor.name !== 'Buffer'
      ? bytes
      : ownCopy(bytes),
  ) as T;
}

function ownCopy(bytes: Bytes): Bytes {
  if (bytes instanceof Uint8Array) return new Uint8Array(bytes);
  const copied = new Uint8Array(bytes.byteLength);
  copied.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return new (bytes.constructor as new (buffer: ArrayBufferLike) => Bytes)(copied.buffer);
}
