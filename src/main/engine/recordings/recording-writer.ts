import { rm } from 'node:fs/promises';
import { ROW_GAP } from '#shared/contract/row-kinds.ts';
import type { Feed } from '../feeds/feed.ts';
import { shareRows } from '../feeds/row-reader.ts';
import type { Segment } from '../feeds/segment.ts';
import { TaskThreads, type ThreadTask } from '../threads/task-threads.ts';
import type { RecordingNote } from './recording-line.ts';
import type { WriterBatch, WriterRequest, WriterStart, Written } from './writer-messages.ts';

const threads = new TaskThreads<WriterStart, WriterRequest, Written>({
  worker: './recordings/recording-worker.ts',
  name: 'recording',
  words: {
    outOfMemory: limit => `Writing the recording needed more memory than ${limit}.`,
    crashed: reason => `Writing the recording failed: ${reason}`,
  },
});

/**
 * Writes rows of a feed to a file in a thread of its own, one batch at a time: whoever waits for each batch's answer keeps the rows that
 * wait in the feed, and memory stays bounded.
 */
export class RecordingWriter {
  readonly #path: string;
  readonly #task: ThreadTask<WriterRequest, Written>;

  private constructor(path: string, task: ThreadTask<WriterRequest, Written>) {
    this.#path = path;
    this.#task = task;
  }

  /** @throws {MillraceError} `conflict` when the file is there, `denied` when it cannot be made */
  static async open(path: string, startedAt: number): Promise<RecordingWriter> {
    const task = threads.begin({ path, startedAt });
    try {
      await task.begun;
    } catch (error) {
      await task.close();
      throw error;
    }
    return new RecordingWriter(path, task);
  }

  /** @param segment that the rows are of: they are lent until they are written */
  write(batch: WriterBatch, segment: Segment): Promise<Written> {
    const written = this.#task.ask({ batch });
    segment.lendUntil(written);
    return written;
  }

  /** Writes the figures of the whole, and lets go of the file. */
  async end(time: number, lost: number): Promise<Written> {
    const written = await this.#task.ask({ end: { time, lost } });
    await this.#task.close();
    return written;
  }

  /** Ends without leaving a file. */
  async abandon(): Promise<void> {
    await this.#task.close();
    await rm(this.#path, { force: true });
  }
}

/** Rows of a segment for the writer. */
export function writerBatch(
  feed: Feed,
  segment: Segment,
  rows: Uint32Array<ArrayBuffer>,
  lost: WriterBatch['lost'] = null,
): WriterBatch {
  const gaps = new Map<number, RecordingNote>();
  for (const row of rows) {
    if (segment.kindOf(row) === ROW_GAP)
      gaps.set(row, gapNote(feed, segment.firstSeq + row, segment.timeOf(row)));
  }
  return { shared: shareRows(feed, segment, rows), rows, gaps, lost };
}

function gapNote(feed: Feed, seq: number, time: number): RecordingNote {
  const gap = feed.gapAt(seq);
  if (!gap) return { gap: { startedAt: time, endedAt: null, reason: 'unknown' } };
  const { startedAt, endedAt, reason } = gap;
  return { gap: { startedAt, endedAt, reason } };
}
