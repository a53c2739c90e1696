import type { EngineClient } from '#shared/contract/index.ts';

const CHUNK_BYTES = 2 ** 20;

/**
 * Fetches a recording from the engine in parts and hands it to the browser as a file.
 *
 * @returns how many bytes are here, part by part
 * @throws {MillraceError} what the engine said; the signal's reason when it aborts
 */
export async function* downloadRecording(
  engine: EngineClient,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<number> {
  // Blobs, which a browser may keep on the disk: a recording can be larger than its memory.
  const parts: Blob[] = [];
  let offset = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytes } = await engine.recordings.read({ name, offset, length: CHUNK_BYTES }, { signal });
    if (bytes.length === 0) break;
    parts.push(new Blob([new Uint8Array(bytes)]));
    offset += bytes.length;
    yield offset;
  }
  signal.throwIfAborted();
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/jsonl' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${name}.jsonl`;
  anchor.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
