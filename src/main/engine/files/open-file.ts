import { open } from 'node:fs/promises';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { ByteSource } from './byte-source.ts';

/** @throws {MillraceError} `not-found`, or `bad-input` when it is not a file */
export async function openFile(path: string): Promise<ByteSource> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new MillraceError('not-found', `The file ${path} ${why}.`, undefined, { cause: error });
  });
  const found = await handle.stat();
  if (!found.isFile()) {
    await handle.close();
    throw new MillraceError('bad-input', `${path} is not a file.`);
  }
  return {
    size: found.size,
    read: async (position, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}
