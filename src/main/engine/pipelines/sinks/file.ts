import { open, type FileHandle } from 'node:fs/promises';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Sink } from './sink.ts';

export function makeFile({ path }: SinkOf<'file'>): Sink {
  let file: FileHandle | null = null;
  return {
    async open() {
      file = await open(path, 'a').catch((error: NodeJS.ErrnoException) => {
        const problem = `The file ${path} cannot be written (${error.code}).`;
        throw new MillraceError('bad-input', problem, undefined, { cause: error });
      });
    },
    lines: text => file!.appendFile(text),
    async close() {
      await file?.close();
      file = null;
    },
  };
}
