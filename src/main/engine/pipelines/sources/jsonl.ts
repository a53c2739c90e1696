import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import type { Inbox } from '../run/inbox.ts';
import { newEvent } from '../events/event.ts';
import type { Source, SourceContext, SourceReports } from './source.ts';
import { Pace } from './pace.ts';

/** A longer line is skipped and counted as a gap: nothing sensible is that long, and memory is bounded. */
const MAX_LINE_BYTES = 16 * 2 ** 20;

/** The lines of a file, each an event; empty lines are not. */
class JsonlSource implements Source {
  readonly #spec: SourceOf<'jsonl'>;
  readonly #reports: SourceReports;

  constructor(spec: SourceOf<'jsonl'>, reports: SourceReports) {
    this.#spec = spec;
    this.#reports = reports;
  }

  /** @throws {MillraceError} `not-found`, or `bad-input` when it is not a file */
  async open(): Promise<void> {
    const { path } = this.#spec;
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
      throw new MillraceError('not-found', `The file ${path} ${why}.`, undefined, { cause: error });
    });
    if (found.isDirectory())
      throw new MillraceError('bad-input', `${path} is a directory. Give a file of JSON lines.`);
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const pace = new Pace(this.#spec.rate);
    do {
      let any = false;
      for await (const line of this.#lines(signal)) {
        any = true;
        await inbox.room(signal);
        await pace.next(signal);
        if (signal.aborted) return;
        inbox.put(newEvent(line, Date.now()));
      }
      if (!any) return;
    } while (this.#spec.loop && !signal.aborted);
  }

  close(): void {}

  async *#lines(signal: AbortSignal): AsyncGenerator<Buffer> {
    let rest: Buffer[] = [];
    let restBytes = 0;
    let skipping = false;
    let first = true;
    const finish = (last: Buffer): Buffer | null => {
      let line = rest.length > 0 ? Buffer.concat([...rest, last]) : last;
      rest = [];
      restBytes = 0;
      if (skipping) {
        skipping = false;
        return null;
      }
      if (first && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf) line = line.subarray(3);
      first = false;
      if (line.at(-1) === 0x0d) line = line.subarray(0, -1);
      return line.length > 0 ? line : null;
    };
    for await (const chunk of createReadStream(this.#spec.path, {
      highWaterMark: 256 * 1024,
    }) as AsyncIterable<Buffer>) {
      if (signal.aborted) return;
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        const line = finish(chunk.subarray(start, end));
        start = end + 1;
        if (line) yield line;
      }
      if (skipping) continue;
      rest.push(chunk.subarray(start));
      restBytes += chunk.length - start;
      if (restBytes > MAX_LINE_BYTES) {
        this.#reports.gap(`a line of more than ${MAX_LINE_BYTES / 2 ** 20} MB was skipped`);
        rest = [];
        skipping = true;
      }
    }
    const line = finish(Buffer.alloc(0));
    if (line) yield line;
  }
}

export function makeJsonl(spec: SourceOf<'jsonl'>, { reports }: SourceContext): Source {
  return new JsonlSource(spec, reports);
}
