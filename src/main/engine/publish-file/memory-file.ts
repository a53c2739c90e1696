import type { ByteSource } from './line-reader.ts';

/** A file that is only in memory. */
export function memoryFile(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: async (position, length) => Buffer.from(bytes.subarray(position, position + length)),
    close: async () => {},
  };
}
