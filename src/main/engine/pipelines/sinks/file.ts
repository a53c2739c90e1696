import { open, type FileHandle } from 'node:fs/promises';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Sink, SinkContext } from './sink.ts';

/** A line that is longer is not looked at: nothing of ours is. */
const MAX_LINE_BYTES = 64 * 2 ** 20;
const PIECE_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const SHOWN_CHARACTERS = 100;

export function makeFile({ path }: SinkOf<'file'>, { log }: SinkContext): Sink {
  let file: FileHandle | null = null;
  return {
    async open() {
      // Not every place that can be appended to can be read: a pipe, a device.
      file = await open(path, 'a+')
        .catch(() => open(path, 'a'))
        .catch((error: NodeJS.ErrnoException) => {
          const problem = `The file ${path} cannot be written (${error.code}).`;
          throw new MillraceError('bad-input', problem, undefined, { cause: error });
        });
      const torn = await mendEnd(file).catch(() => null);
      if (torn !== null)
        log(
          `The last line of ${path} was cut off, as happens in a crash, and was removed. Its event is read again. The line was: ${torn.slice(0, SHOWN_CHARACTERS)}`,
        );
    },
    lines: text => file!.appendFile(text),
    async close() {
      await file?.close();
      file = null;
    },
  };
}

/**
 * Ends the file with a whole line. What has no line feed at the end is a line that was cut off when it is the beginning of JSON: that is taken
 * out. Anything else gets its line feed.
 *
 * @returns what was taken out; null for nothing
 */
async function mendEnd(file: FileHandle): Promise<string | null> {
  const found = await file.stat();
  if (!found.isFile() || found.size === 0) return null;
  const last = await lastLine(file, found.size);
  if (last === null || last.length === 0) return null;
  const text = last.toString();
  if (isJson(text) || !/^\s*[[{"]/.test(text)) {
    await file.appendFile('\n');
    return null;
  }
  await file.truncate(found.size - last.length);
  return text;
}

/** What comes after the last line feed; null when it is too long to be a line. */
async function lastLine(file: FileHandle, size: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let read = 0;
  while (read < size) {
    if (read > MAX_LINE_BYTES) return null;
    const length = Math.min(PIECE_BYTES, size - read);
    const piece = Buffer.alloc(length);
    await file.read(piece, 0, length, size - read - length);
    const feed = piece.lastIndexOf(LINE_FEED);
    pieces.unshift(piece.subarray(feed + 1));
    if (feed >= 0) break;
    read += length;
  }
  return Buffer.concat(pieces);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
