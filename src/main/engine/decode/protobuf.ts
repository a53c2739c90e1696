/** One field of a protobuf message, as it stands in it. */
export type ProtobufField =
  | { number: number; kind: 'varint'; value: bigint }
  | { number: number; kind: 'bytes'; value: Buffer }
  | { number: number; kind: 'fixed32' | 'fixed64'; value: Buffer };

const MOST_FIELDS = 100_000;
/** Of a varint of 64 bits. */
const MOST_VARINT_BYTES = 10;

/**
 * The fields of a message in their order, without what is inside of them. Null for bytes that are no whole message; many others are one by accident, so
 * that who asks has to know that it is one.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function protobufFields(bytes: Buffer): ProtobufField[] | null {
  const fields: ProtobufField[] = [];
  let at = 0;
  const varint = (): bigint | null => {
    let value = 0n;
    for (let count = 0; count < MOST_VARINT_BYTES && at < bytes.length; count++) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << BigInt(7 * count);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return null;
  };
  const take = (length: number): Buffer | null => {
    if (length > bytes.length - at) return null;
    return bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === null || tag >> 3n === 0n || tag >> 3n > 536_870_911n || fields.length >= MOST_FIELDS)
      return null;
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (type === 0) {
      const value = varint();
      if (value === null) return null;
      fields.push({ number, kind: 'varint', value });
      continue;
    }
    const length = type === 1 ? 8n : type === 5 ? 4n : type === 2 ? varint() : null;
    // Groups are deprecated, and nothing known here has them.
    if (length === null || length > BigInt(bytes.length)) return null;
    const value = take(Number(length));
    if (value === null) return null;
    fields.push({ number, kind: type === 1 ? 'fixed64' : type === 5 ? 'fixed32' : 'bytes', value });
  }
  return fields;
}
