import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { ExportProgress } from '#shared/contract/recordings.ts';
import type { Feed } from '../feeds/feed.ts';
import { FilterScan } from '../feeds/filter/filter-scan.ts';
import { writerBatch, type RecordingWriter } from './recording-writer.ts';
import type { WriterBatch } from './writer-messages.ts';

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
    const seqs = filter ? await matchingSeqs(feed, filter, signal) : heldSeqs(feed);
    let lost = 0;
    for (const { batch, left } of batchesOf(feed, seqs)) {
      signal.throwIfAborted();
      lost += left;
      const written = await writer.write(batch);
      if (written.failure !== null) throw new Error(written.failure);
      yield { state: 'running', messages: written.messages, total: seqs.length, bytes: written.bytes, lost };
    }
    const { messages, bytes, failure } = await writer.end(Date.now(), lost);
    if (failure !== null) throw new Error(failure);
    yield { state: 'done', messages, total: seqs.length, bytes, lost };
  } finally {
    feed.ring.removeReader();
  }
}

function heldSeqs({ ring }: Feed): Float64Array {
  return Float64Array.from({ length: ring.retained }, (_, index) => ring.firstSeq + index);
}

async function matchingSeqs(feed: Feed, filter: FeedFilter, signal: AbortSignal): Promise<Float64Array> {
  const end = feed.ring.nextSeq;
  // A filter that only marks hides nothing, but what is asked for is what matches.
  const scan = new FilterScan(feed, { ...filter, highlight: false });
  try {
    while (feed.ring.nextSeq - scan.state().waiting < end) {
      signal.throwIfAborted();
      if (scan.failure) throw scan.failure;
      await changeOf(scan, signal);
    }
    if (scan.failure) throw scan.failure;
    scan.trim();
    const { index } = scan;
    const seqs = Float64Array.from({ length: index.end - index.start }, (_, at) =>
      index.seqAt(index.start + at),
    );
    return seqs.filter(seq => seq < end);
  } finally {
    scan.close();
  }
}

function changeOf(scan: FilterScan, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const finish = () => {
      unsubscribe();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const unsubscribe = scan.changes.subscribe(finish);
    signal.addEventListener('abort', finish);
  });
}

/** The rows, segment by segment; `left` counts those before them that are gone. */
function* batchesOf(feed: Feed, seqs: Float64Array): Generator<{ batch: WriterBatch; left: number }> {
  for (let at = 0; at < seqs.length;) {
    const { ring } = feed;
    const startedAt = at;
    while (at < seqs.length && seqs[at]! < ring.firstSeq) at++;
    const left = at - startedAt;
    if (at === seqs.length) return;
    const segment = ring.segmentAt(seqs[at]!)!;
    const rows: number[] = [];
    for (; at < seqs.length && seqs[at]! < segment.firstSeq + segment.rows; at++)
      rows.push(seqs[at]! - segment.firstSeq);
    const lost = left > 0 ? { messages: left, reason: LEFT } : null;
    yield { batch: writerBatch(feed, segment, Uint32Array.from(rows), lost), left };
  }
}
