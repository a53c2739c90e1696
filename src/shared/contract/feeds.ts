import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { bytes, count, done, float64s, timeMs, uint32s, uint8s } from './values.ts';

/** All counts are since the feed began or was last cleared, and exact. */
export const feedCountersSchema = z.object({
  received: count,
  receivedBytes: count,
  /** Rows in the ring now; received - retained have left it, oldest first. */
  retained: count,
  retainedBytes: count,
  /** Left the ring because of its bounds. */
  evicted: count,
  /** Received but not kept: larger than the whole ring. */
  dropped: count,
  gaps: count,
  /** Sequence numbers of the oldest retained row and of the next row to come; equal when empty. */
  firstSeq: count,
  nextSeq: count,
});
export type FeedCounters = z.infer<typeof feedCountersSchema>;

/** What a viewport shows: the newest rows, or the rows from a position on. */
const viewportSchema = z.discriminatedUnion('follow', [
  z.object({ follow: z.literal(true), rows: z.number().int().min(1).max(1_000) }),
  z.object({ follow: z.literal(false), from: count, rows: z.number().int().min(1).max(1_000) }),
]);
export type Viewport = z.infer<typeof viewportSchema>;

/** Row kinds in `FeedFrame.kinds`. */
export const ROW_MESSAGE = 0;
/** A time in which nothing could be received; its record is in `FeedFrame.gaps`. */
export const ROW_GAP = 1;

const gap = z.object({
  seq: count,
  startedAt: timeMs,
  /** Null while it lasts. */
  endedAt: timeMs.nullable(),
  reason: z.string(),
});
export type Gap = z.infer<typeof gap>;

/** The rows of a viewport in columns: row i is element i of each column. */
const feedFrame = z.object({
  counters: feedCountersSchema,
  /** Ascending. Contiguous unless filtered. */
  seqs: float64s,
  times: float64s,
  kinds: uint8s,
  /** Indexes into `names`. */
  channels: uint32s,
  /** Indexes into `names` plus one; 0 where the message came by channel name. */
  patterns: uint32s,
  names: z.array(bytes),
  /** Full payload sizes in bytes. */
  sizes: uint32s,
  /** The first bytes of each payload, one after the other; row i ends at `previewEnds[i]`. */
  previews: bytes,
  previewEnds: uint32s,
  gaps: z.array(gap),
});
export type FeedFrame = z.infer<typeof feedFrame>;

const feedRecord = z.object({
  seq: count,
  time: timeMs,
  channel: bytes,
  pattern: bytes.nullable(),
  payload: bytes,
});
export type FeedRecord = z.infer<typeof feedRecord>;

export const feeds = {
  /**
   * Frames of one viewport, at most 20 a second, only when something in them changed. `viewId` is chosen by the page and names the
   * viewport for `scroll`.
   */
  view: stream(z.object({ feedId: z.string(), viewId: z.string(), viewport: viewportSchema }), feedFrame),
  /** Moves a viewport; its next frame comes at once. */
  scroll: query(z.object({ viewId: z.string(), viewport: viewportSchema }), done),
  /** One row whole. @throws not-found when it has left the ring. */
  record: query(z.object({ feedId: z.string(), seq: count }), feedRecord),
  /** Forgets all rows and counts of the feed; the subscriptions stay. */
  clear: query(z.object({ feedId: z.string() }), done),
};
