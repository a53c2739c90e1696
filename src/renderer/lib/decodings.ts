import type { Decoding } from '#shared/contract/decoding.ts';

/** What decodings are called on the screen. */
export const decodingNames: Record<Decoding, string> = {
  json: 'JSON',
  text: 'text',
  hex: 'bytes',
  msgpack: 'MessagePack',
  gzip: 'gzip',
  deflate: 'deflate',
  brotli: 'brotli',
  zstd: 'zstd',
  base64: 'base64',
};

/** "gzip → JSON" */
export function chainText(steps: readonly Decoding[]): string {
  return steps.map(step => decodingNames[step]).join(' → ');
}
