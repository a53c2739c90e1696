import { UPLOAD_CHUNK_BYTES } from '#shared/contract/uploads.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { engineNow } from '../../../lib/engine.ts';

/** How far an upload is. */
export interface UploadProgress {
  uploaded: number;
  /** The name of the file at the engine, once it is there whole. */
  uploadId: string | null;
}

/**
 * Hands a file to the engine piece by piece, each when the one before has arrived: the work of a job whose steps the page itself takes. Left or
 * failed, it leaves nothing there.
 *
 * @throws {MillraceError} `denied` when the browser cannot read it (any more)
 */
export async function* uploadFile(file: File): AsyncGenerator<UploadProgress> {
  const { uploads } = engineNow();
  const { uploadId } = await uploads.begin({ size: file.size });
  let isWhole = false;
  try {
    for (let offset = 0; offset < file.size;) {
      const chunk = await readPiece(file, offset);
      await uploads.append({ uploadId, offset, chunk });
      offset += chunk.length;
      yield { uploaded: offset, uploadId: null };
    }
    yield { uploaded: file.size, uploadId };
    isWhole = true;
  } finally {
    if (!isWhole) discardUpload(uploadId);
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
