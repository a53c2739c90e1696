import type { ByteSource } from '#engine/files/byte-source.ts';

/** A file that is only in memory. */
export function memoryFile(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: async (position, length) => Buffer.from(bytes.subarray(position, position + length)),
    close: async () => {},
  };
}
