import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { ExportProgress } from '#shared/contract/recordings.ts';
import type { Feed } from '../feeds/feed.ts';
import { heldRows, segmentRows } from '../feeds/held-rows.ts';
import { writerBatch, type RecordingWriter } from './recording-writer.ts';

const LEFT = 'newer messages took their place in the feed before they were written';

/**
 * Writes the rows that a feed holds now, those that a filter shows where there is one, and says how far it is after each batch. What
 * leaves the feed meanwhile is counted as lost.
 *
 * @throws {MillraceError} what ended the filter; `cancelled` when the signal aborts
 */
export async function* exportFeed(
  feed: Feed,
  filter: FeedFilter | null,
  writer: RecordingWriter,
  signal: AbortSignal,
): AsyncGenerator<Omit<ExportProgress, 'name'>> {
  feed.ring.addReader();
  try {
    const seqs = await heldRows(feed, filter, signal);
    let taken = 0;
    let lost = 0;
    for (const { segment, rows, left } of segmentRows(feed.ring, seqs)) {
      signal.throwIfAborted();
      taken += rows.length;
      lost += left;
      const missed = left > 0 ? { messages: left, reason: LEFT } : null;
      const written = await writer.write(writerBatch(feed, segment, rows, missed));
      if (written.failure !== null) throw new Error(written.failure);
      yield { state: 'running', messages: written.messages, total: seqs.length, bytes: written.bytes, lost };
    }
    // Also those at the end, after which there was nothing to write.
    lost = seqs.length - taken;
    const { messages, bytes, failure } = await writer.end(Date.now(), lost);
    if (failure !== null) throw new Error(failure);
    yield { state: 'done', messages, total: seqs.length, bytes, lost };
  } finally {
    feed.ring.removeReader();
  }
}
