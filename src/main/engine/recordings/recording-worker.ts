import { rmSync } from 'node:fs';
import { MillraceError } from '#shared/rpc/errors.ts';
import { RowReader } from '../feeds/row-reader.ts';
import { serveTasks } from '../threads/serve-tasks.ts';
import { RecordingFile } from './recording-file.ts';
import { recordingHead, recordingLine, recordingNote } from './recording-line.ts';
import type { WriterBatch, WriterRequest, WriterStart, Written } from './writer-messages.ts';

/** The entry of the threads that write recordings: rows of the feed's memory in, lines on the disk out. */

serveTasks<{ start: WriterStart; request: WriterRequest; answer: Written }>(({ path, startedAt }) => {
  const lines = beginLines(path, startedAt);
  return {
    ask: request => ('batch' in request ? lines.write(request.batch) : lines.finish(request.end)),
    end: () => lines.close(),
  };
});

/** @throws {MillraceError} as `openFile`; a file that cannot even take its head does not stay */
function beginLines(path: string, startedAt: number): RecordingLines {
  const file = openFile(path);
  try {
    return new RecordingLines(file, startedAt);
  } catch (error) {
    file.close();
    rmSync(path, { force: true });
    throw new MillraceError('denied', `The recording cannot be written: ${(error as Error).message}.`);
  }
}

/** @throws {MillraceError} `conflict` when it is there, `denied` when it cannot be made */
function openFile(path: string): RecordingFile {
  try {
    return new RecordingFile(path);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST'
      ? new MillraceError('conflict', 'There is a recording of this name. Choose another one.')
      : new MillraceError('denied', `The recording cannot be written: ${message}.`);
  }
}

class RecordingLines {
  readonly #file: RecordingFile;
  #messages = 0;
  #gaps = 0;
  /** Not yet noted in the file. */
  #lost = { messages: 0, reason: '' };
  #isClosed = false;

  constructor(file: RecordingFile, startedAt: number) {
    this.#file = file;
    file.append(`${recordingHead(startedAt)}\n`);
  }

  write(batch: WriterBatch): Written {
    if (batch.lost) this.#lose(batch.lost.messages, batch.lost.reason);
    const rows = new RowReader(batch.shared);
    const lines: string[] = [];
    let failure: string | null = null;
    for (const row of batch.rows) {
      const gap = batch.gaps.get(row);
      try {
        lines.push(gap ? recordingNote(gap) : lineOf(rows, row));
      } catch (error) {
        // A payload of hundreds of megabytes may be longer as text than a string can be.
        failure = (error as Error).message;
        this.#lose(1, failure);
      }
    }
    const wanted = lines.length - batch.gaps.size;
    const unreadable = batch.rows.length - lines.length;
    const failedToWrite = lines.length === 0 ? null : this.#append(lines.join('\n'));
    if (failedToWrite !== null) {
      this.#lose(wanted, failedToWrite);
      return this.#written(unreadable + wanted, failedToWrite);
    }
    this.#messages += wanted;
    this.#gaps += batch.gaps.size;
    return this.#written(unreadable, failure);
  }

  /** Writes the figures of the whole, and lets go of the file. */
  finish({ time, lost }: { time: number; lost: number }): Written {
    const end = recordingNote({ end: { time, messages: this.#messages, gaps: this.#gaps, lost } });
    const failure = this.#append(end);
    this.close();
    return this.#written(0, failure);
  }

  close(): void {
    if (!this.#isClosed) this.#file.close();
    this.#isClosed = true;
  }

  #written(lost: number, failure: string | null): Written {
    return { messages: this.#messages, gaps: this.#gaps, bytes: this.#file.size, lost, failure };
  }

  /** @returns why it could not be written; null when it was */
  #append(lines: string): string | null {
    const before = this.#lost.messages > 0 ? `${recordingNote({ lost: this.#lost })}\n` : '';
    try {
      this.#file.append(`${before}${lines}\n`);
      this.#lost = { messages: 0, reason: '' };
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #lose(count: number, reason: string): void {
    this.#lost = { messages: this.#lost.messages + count, reason };
  }
}

function lineOf(rows: RowReader, row: number): string {
  const pattern = rows.patternName(row);
  return recordingLine({
    time: rows.time(row),
    channel: Buffer.from(rows.channelName(row)),
    pattern: pattern && Buffer.from(pattern),
    sharded: rows.isSharded(row),
    payload: rows.payloadCopy(row),
  });
}
