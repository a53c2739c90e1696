import { UPLOAD_CHUNK_BYTES } from '#shared/contract/uploads.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { engineNow } from '../../../lib/engine.ts';

/**
 * Hands a file to the engine piece by piece, each when the one before has arrived. Aborted or failed, it leaves nothing there.
 *
 * @returns its name there
 * @throws {MillraceError} `denied` when the browser cannot read it (any more)
 */
export async function uploadFile(
  file: File,
  onUploaded: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { uploads } = engineNow();
  const { uploadId } = await uploads.begin({ size: file.size });
  try {
    for (let offset = 0; offset < file.size;) {
      signal.throwIfAborted();
      const chunk = await readPiece(file, offset);
      await uploads.append({ uploadId, offset, chunk });
      offset += chunk.length;
      onUploaded(offset);
    }
    signal.throwIfAborted();
    return uploadId;
  } catch (error) {
    discardUpload(uploadId);
    throw error;
  }
}

/** Where there is no engine any more, there is no file either. */
export function discardUpload(uploadId: string): void {
  try {
    engineNow()
      .uploads.discard({ uploadId })
      .catch(() => {});
  } catch {}
}

async function readPiece(file: File, offset: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(offset, offset + UPLOAD_CHUNK_BYTES).arrayBuffer());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MillraceError('denied', `${file.name} cannot be read: ${why}`);
  }
}
