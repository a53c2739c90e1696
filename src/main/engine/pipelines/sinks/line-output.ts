import { open, type FileHandle } from 'node:fs/promises';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { EmittingSink } from '#shared/pipeline/plan.ts';
import { toJson } from '../events/json.ts';
import type { Row } from './rows.ts';
import type { SourceEvent } from '../sources/source.ts';

/** The sinks that write lines: standard output, which belongs to the host, and files. */
export class LineOutput {
  readonly #writeStdout: (text: string) => Promise<void>;
  readonly #files = new Map<string, FileHandle>();

  constructor(writeStdout: (text: string) => Promise<void>) {
    this.#writeStdout = writeStdout;
  }

  /** Opens the files at once, so that a path that cannot be written is known before anything was read. */
  async open(sinks: readonly EmittingSink[]): Promise<void> {
    for (const sink of sinks) {
      if (sink.type !== 'file' || this.#files.has(sink.path)) continue;
      this.#files.set(
        sink.path,
        await open(sink.path, 'a').catch((error: NodeJS.ErrnoException) => {
          throw new MillraceError(
            'bad-input',
            `The file ${sink.path} cannot be written (${error.code}).`,
            undefined,
            {
              cause: error,
            },
          );
        }),
      );
    }
  }

  async write(sinks: readonly EmittingSink[], lines: () => string[]): Promise<void> {
    let text: string | undefined;
    for (const sink of sinks) {
      if (sink.type !== 'stdout' && sink.type !== 'file') continue;
      text ??= lines()
        .map(line => `${line}\n`)
        .join('');
      if (text === '') return;
      if (sink.type === 'stdout') await this.#writeStdout(text);
      else await this.#files.get(sink.path)!.appendFile(text);
    }
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
    this.#files.clear();
  }
}

/** An event as one line of JSON. What is JSON on one line already stays byte for byte. */
export function eventLine(event: SourceEvent, value: unknown): string {
  const { payload } = event;
  if (payload === null || typeof value !== 'object' || value instanceof Uint8Array) return toJson(value);
  const text = String(payload);
  return /[\r\n]/.test(text) ? toJson(value) : text;
}

export const rowLine = (row: Row): string => toJson(row);
