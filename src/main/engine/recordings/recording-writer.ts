import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ROW_GAP } from '#shared/contract/feeds.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { NO_PATTERN, type Feed } from '../feeds/feed.ts';
import type { Segment } from '../feeds/segment.ts';
import { workerUrl } from '../worker-url.ts';
import type { RecordingNote } from './recording-line.ts';
import type { WriterAnswer, WriterBatch, WriterRequest, WriterStart } from './writer-messages.ts';

/** What stands in the file after a batch, and what of the batch does not. */
export type Written = Extract<WriterAnswer, { bytes: number }>;

/**
 * Writes rows of a feed to a file in a thread of its own, one batch at a time: whoever waits for each batch's answer keeps the rows that
 * wait in the feed, and memory stays bounded.
 */
export class RecordingWriter {
  readonly #path: string;
  readonly #worker: Worker;
  #answered: (answer: WriterAnswer) => void = () => {};
  #failed: (error: Error) => void = () => {};

  private constructor(path: string, startedAt: number) {
    this.#path = path;
    const start: WriterStart = { path, startedAt };
    this.#worker = new Worker(workerUrl('./recordings/recording-worker.ts'), {
      workerData: start,
      name: 'recording',
    });
    this.#worker.on('message', (answer: WriterAnswer) => this.#answered(answer));
    this.#worker.on('error', error => this.#failed(error));
  }

  /** @throws {MillraceError} `conflict` when the file is there, `denied` when it cannot be made */
  static async open(path: string, startedAt: number): Promise<RecordingWriter> {
    const writer = new RecordingWriter(path, startedAt);
    const opened = await writer.#next();
    if (!('failedToOpen' in opened)) return writer;
    await writer.#worker.terminate();
    throw opened.code === 'EEXIST'
      ? new MillraceError('conflict', 'There is a recording of this name. Choose another one.')
      : new MillraceError('denied', `The recording cannot be written: ${opened.failedToOpen}.`);
  }

  write(batch: WriterBatch): Promise<Written> {
    return this.#ask({ batch });
  }

  /** Writes the figures of the whole, and lets go of the file. */
  async end(time: number, lost: number): Promise<Written> {
    const written = await this.#ask({ end: { time, lost } });
    await this.#worker.terminate();
    return written;
  }

  /** Ends without leaving a file. */
  async abandon(): Promise<void> {
    await this.#worker.terminate();
    await rm(this.#path, { force: true });
  }

  async #ask(request: WriterRequest): Promise<Written> {
    const answer = this.#next();
    this.#worker.postMessage(request);
    return (await answer) as Written;
  }

  #next(): Promise<WriterAnswer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
    });
  }
}

/** Rows of a segment for the writer. */
export function writerBatch(
  feed: Feed,
  segment: Segment,
  rows: Uint32Array<ArrayBuffer>,
  lost: WriterBatch['lost'] = null,
): WriterBatch {
  const names = new Map<number, Uint8Array>();
  const gaps = new Map<number, RecordingNote>();
  const addName = (number: number) => {
    if (!names.has(number)) names.set(number, feed.name(number));
  };
  for (const row of rows) {
    if (segment.kinds[row] === ROW_GAP) {
      gaps.set(row, gapNote(feed, segment.firstSeq + row, segment.times[row]!));
      continue;
    }
    addName(segment.channels[row]!);
    if (segment.patterns[row] !== NO_PATTERN) addName(segment.patterns[row]! - 1);
  }
  const memory = segment.bytes.buffer as SharedArrayBuffer;
  return { memory, payloadBytes: segment.bytes.length, rows, names, gaps, lost };
}

function gapNote(feed: Feed, seq: number, time: number): RecordingNote {
  const gap = feed.gapAt(seq);
  if (!gap) return { gap: { startedAt: time, endedAt: null, reason: 'unknown' } };
  const { startedAt, endedAt, reason } = gap;
  return { gap: { startedAt, endedAt, reason } };
}
