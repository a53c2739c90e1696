import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

export type Compression = 'gzip' | 'deflate' | 'brotli' | 'zstd';

/** Which compression the first bytes announce. Brotli announces nothing. */
export function announcedCompression(bytes: Uint8Array): Exclude<Compression, 'brotli'> | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0x1f) return b === 0x8b && c === 0x08 ? 'gzip' : undefined;
  if (a === 0x28) return b === 0xb5 && c === 0x2f && d === 0xfd ? 'zstd' : undefined;
  // RFC 1950: the first two bytes as a number are a multiple of 31.
  if (a === 0x78) return b !== undefined && ((a << 8) | b) % 31 === 0 ? 'deflate' : undefined;
  return undefined;
}

/** @throws {Error} why it cannot be decompressed, or not into so many bytes */
export function decompress(kind: Compression, bytes: Uint8Array, maxOutputLength: number): Buffer {
  const options = { maxOutputLength };
  try {
    switch (kind) {
      case 'gzip':
        return gunzipSync(bytes, options);
      case 'deflate':
        return announcedCompression(bytes) === 'deflate'
          ? inflateSync(bytes, options)
          : inflateRawSync(bytes, options);
      case 'brotli':
        return brotliDecompressSync(bytes, options);
      case 'zstd':
        return zstdDecompressSync(bytes, options);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new OutputTooLarge(kind, maxOutputLength);
    throw new Error(`it cannot be read as ${kind}: ${message}`, { cause: error });
  }
}

/** Decompressed it would be above the limit: the rest of it was never made. */
export class OutputTooLarge extends Error {
  constructor(kind: Compression, limit: number) {
    super(`decompressed from ${kind} it is larger than ${Math.round(limit / 2 ** 20)} MB`);
  }
}
