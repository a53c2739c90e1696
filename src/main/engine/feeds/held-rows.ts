import { wholeFeed, type FeedFilter, type FeedPart } from '#shared/contract/feeds.ts';
import type { Feed } from './feed.ts';
import { FilterScan } from './filter/filter-scan.ts';
import type { Ring } from './ring.ts';
import type { Segment } from './segment.ts';

/**
 * Sequence numbers of the rows that a feed holds now, those that a filter shows where there is one; gaps are among them.
 *
 * @throws {MillraceError} what ended the filter; the signal's reason when it aborts
 */
export async function heldRows(
  feed: Feed,
  filter: FeedFilter | null,
  signal: AbortSignal,
  part: FeedPart = wholeFeed,
): Promise<Float64Array<ArrayBuffer>> {
  const { ring } = feed;
  const start = Math.max(ring.firstSeq, part.from);
  const end = Math.min(ring.nextSeq, part.until ?? Infinity);
  if (!filter) return Float64Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
  // A filter that only marks hides nothing, but what is asked for is what matches.
  const scan = new FilterScan(feed, { ...filter, highlight: false }, { from: start, until: end });
  try {
    while (!scan.failure && scan.state().waiting > 0) {
      signal.throwIfAborted();
      await changeOf(scan, signal);
    }
    if (scan.failure) throw scan.failure;
    scan.trim();
    const { index } = scan;
    const length = index.end - index.start;
    return Float64Array.from({ length }, (_, at) => index.seqAt(index.start + at)).filter(seq => seq < end);
  } finally {
    scan.close();
  }
}

/** Rows of one segment, by their numbers in it, and how many rows before them have left the ring. */
export interface SegmentRows {
  segment: Segment;
  rows: Uint32Array<ArrayBuffer>;
  left: number;
}

/** The rows segment by segment, each looked for when it is asked for. Rows at the end that have left are in no part. */
export function* segmentRows(ring: Ring, seqs: Float64Array): Generator<SegmentRows> {
  for (let at = 0; at < seqs.length;) {
    const startedAt = at;
    while (at < seqs.length && seqs[at]! < ring.firstSeq) at++;
    const left = at - startedAt;
    if (at === seqs.length) return;
    const segment = ring.segmentAt(seqs[at]!)!;
    const rows: number[] = [];
    for (; at < seqs.length && seqs[at]! < segment.firstSeq + segment.rows; at++)
      rows.push(seqs[at]! - segment.firstSeq);
    yield { segment, rows: Uint32Array.from(rows), left };
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
