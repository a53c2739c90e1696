import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { ByteSource } from '../files/byte-source.ts';

/** A page works with one file at a time; more are a mistake, and disks are finite. */
const MAX_PER_PAGE = 8;

interface Upload {
  pageId: string;
  handle: FileHandle;
  /** Null once the file has no name any more. */
  path: string | null;
  size: number;
  received: number;
}

/**
 * Files that pages handed over, in the system's folder for temporary files and readable by its user alone. A file loses its name as soon
 * as it is open, so that the system frees it however this process ends; where a system does not allow that, it is removed when it is
 * discarded.
 */
export class Uploads {
  readonly #folder: string;
  readonly #uploads = new Map<string, Upload>();

  constructor(folder = tmpdir()) {
    this.#folder = folder;
  }

  /** @throws {MillraceError} `conflict` when the page has too many open, `denied` when there is no place for it */
  async begin(pageId: string, size: number): Promise<string> {
    const mine = [...this.#uploads.values()].filter(upload => upload.pageId === pageId);
    if (mine.length >= MAX_PER_PAGE)
      throw new MillraceError('conflict', `This page already holds ${MAX_PER_PAGE} files. Close one first.`);
    const id = randomUUID();
    const path = join(this.#folder, `millrace-upload-${id}`);
    const handle = await open(path, 'wx+', 0o600).catch((error: unknown) => {
      throw writeError(error, this.#folder);
    });
    const named = await rm(path).then(
      () => null,
      () => path,
    );
    this.#uploads.set(id, { pageId, handle, path: named, size, received: 0 });
    return id;
  }

  /** @throws {MillraceError} `bad-input` for a piece out of order, `too-large` when the disk is full */
  async append(pageId: string, id: string, offset: number, chunk: Uint8Array): Promise<void> {
    const upload = this.#of(pageId, id);
    if (offset !== upload.received || offset + chunk.length > upload.size)
      throw new MillraceError('bad-input', `A piece at ${offset} does not follow ${upload.received} bytes.`);
    upload.received += chunk.length;
    try {
      for (let written = 0; written < chunk.length;) {
        const piece = chunk.subarray(written);
        written += (await upload.handle.write(piece, 0, piece.length, offset + written)).bytesWritten;
      }
    } catch (error) {
      await this.discard(pageId, id);
      throw writeError(error, this.#folder);
    }
  }

  /** The whole file. @throws {MillraceError} `not-found`; `conflict` while pieces are missing */
  open(pageId: string, id: string): ByteSource {
    const upload = this.#of(pageId, id);
    if (upload.received < upload.size)
      throw new MillraceError(
        'conflict',
        `Of the file's ${upload.size} bytes only ${upload.received} have come.`,
      );
    return {
      size: upload.size,
      read: async (position, length) => {
        if (!this.#uploads.has(id)) throw gone();
        const { buffer, bytesRead } = await upload.handle.read(
          Buffer.allocUnsafe(length),
          0,
          length,
          position,
        );
        return buffer.subarray(0, bytesRead);
      },
      close: async () => {},
    };
  }

  async discard(pageId: string, id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    if (!upload || upload.pageId !== pageId) return;
    this.#uploads.delete(id);
    await upload.handle.close();
    if (upload.path !== null) await rm(upload.path, { force: true });
  }

  /** Forgets all that a page handed over. */
  async endPage(pageId: string): Promise<void> {
    await Promise.all([...this.#uploads.keys()].map(id => this.discard(pageId, id)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#uploads].map(([id, { pageId }]) => this.discard(pageId, id)));
  }

  #of(pageId: string, id: string): Upload {
    const upload = this.#uploads.get(id);
    if (!upload || upload.pageId !== pageId) throw gone();
    return upload;
  }
}

function gone(): MillraceError {
  return new MillraceError('not-found', 'Millrace no longer has this file. Choose it again.');
}

function writeError(error: unknown, folder: string): MillraceError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return code === 'ENOSPC'
    ? new MillraceError('too-large', `The disk with ${folder} is full: the file does not fit.`, { code })
    : new MillraceError('denied', `The file cannot be kept in ${folder} (${code}).`, { code });
}
