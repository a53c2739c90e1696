import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { Feed } from '../feeds/feed.ts';
import { heldRows, segmentRows } from '../feeds/held-rows.ts';
import type { ExportJob } from './export-job.ts';
import { writerBatch, type RecordingWriter } from './recording-writer.ts';

const LEFT = 'newer messages took their place in the feed before they were written';

/** The rows of an export, and the time that they span. */
export interface RowsToExport {
  seqs: Float64Array;
  startedAt: number;
  endedAt: number;
}

/**
 * The rows that a feed holds now, those that a filter matches where there is one.
 *
 * @throws {MillraceError} what ended the filter; the signal's reason when it aborts
 */
export async function rowsToExport(
  feed: Feed,
  filter: FeedFilter | null,
  signal: AbortSignal,
): Promise<RowsToExport> {
  const seqs = await heldRows(feed, filter, signal);
  const timeOf = (seq: number | undefined) => (seq === undefined ? undefined : feed.ring.at(seq)?.time);
  const endedAt = timeOf(seqs.at(-1)) ?? Date.now();
  return { seqs, startedAt: timeOf(seqs[0]) ?? endedAt, endedAt };
}

/**
 * Writes rows, and says how far it is after each batch. What leaves the feed meanwhile is counted as lost.
 *
 * @throws what the disk said
 */
export async function exportRows(
  feed: Feed,
  { seqs, endedAt }: RowsToExport,
  writer: RecordingWriter,
  job: Pick<ExportJob, 'checkpoint' | 'say'>,
): Promise<void> {
  let taken = 0;
  let lost = 0;
  for (const { segment, rows, left } of segmentRows(feed.ring, seqs)) {
    job.checkpoint();
    taken += rows.length;
    lost += left;
    const missed = left > 0 ? { messages: left, reason: LEFT } : null;
    const { messages, bytes, failure } = await writer.write(
      writerBatch(feed, segment, rows, missed),
      segment,
    );
    if (failure !== null) throw new Error(failure);
    job.say({ messages, bytes, lost });
  }
  job.checkpoint();
  // Also those at the end, after which there was nothing to write.
  lost = seqs.length - taken;
  const { messages, bytes, failure } = await writer.end(endedAt, lost);
  if (failure !== null) throw new Error(failure);
  job.say({ messages, bytes, lost });
}
