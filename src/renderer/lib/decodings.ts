import type { DecodedStep } from '#shared/contract/decoding.ts';

/** What decodings are called on the screen. */
export const decodingNames: Record<DecodedStep, string> = {
  json: 'JSON',
  text: 'text',
  hex: 'bytes',
  msgpack: 'MessagePack',
  gzip: 'gzip',
  deflate: 'deflate',
  brotli: 'brotli',
  zstd: 'zstd',
  base64: 'base64',
  kombu: 'kombu message',
  asynq: 'asynq task',
  protobuf: 'protobuf',
  pickle: 'Python pickle',
  java: 'Java object',
  erlang: 'Erlang term',
  php: 'PHP serialised',
};

/** "gzip → JSON" */
export function chainText(steps: readonly DecodedStep[]): string {
  return steps.map(step => decodingNames[step]).join(' → ');
}
