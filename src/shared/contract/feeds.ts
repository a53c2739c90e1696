import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { conditionSchema } from './condition.ts';
import {
  chosenDecodingSchema,
  decodedSchema,
  decodedStepSchema,
  decodingSchema,
  fieldPathSchema,
  lookSchema,
  writtenBy,
} from './decoding.ts';
import { bytes, count, done, float64s, timeMs, uint32s } from './values.ts';

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

/** What a viewport shows: the newest rows, or the rows from a position on; see `FeedFrame.start` for positions. */
const viewportSchema = z.discriminatedUnion('follow', [
  z.object({ follow: z.literal(true), rows: z.number().int().min(1).max(1_000) }),
  z.object({ follow: z.literal(false), from: count, rows: z.number().int().min(1).max(1_000) }),
]);
export type Viewport = z.infer<typeof viewportSchema>;

/**
 * What messages are heard by: a channel, whose messages that came by a pattern are among them; a pattern; or a sharded channel, whose messages go
 * to nobody but its own subscribers: https://redis.io/docs/latest/develop/pubsub/#sharded-pubsub
 */
export const heardBySchema = z.object({ kind: z.enum(['channel', 'pattern', 'shard']), name: bytes });
export type HeardBy = z.infer<typeof heardBySchema>;

/** What a view shows of its feed. Gaps are always shown. */
export const feedFilterSchema = conditionSchema.extend({
  /** The condition hides nothing: what matches is marked instead. */
  highlight: z.boolean(),
  muted: z.array(heardBySchema).max(1_000),
  /** When any: everything else is hidden. */
  solo: z.array(heardBySchema).max(1_000),
  /** What payloads are read as before the condition sees them; others as they look like. */
  decode: z.array(chosenDecodingSchema).max(1_000).default([]),
});
export type FeedFilter = z.infer<typeof feedFilterSchema>;

/** What a filter has done with the messages, since it or the feed began. All counts are exact. */
const scanSchema = z.object({
  /** Looked at, and of these: */
  scanned: count,
  /** hidden because their channel is muted, or another is solo; */
  muted: count,
  /** heard, and the condition is true; */
  matched: count,
  /** heard, but the condition could not be evaluated: these count as not matching. */
  failed: count,
  /** What the condition said of the newest that failed. */
  failure: z.string().nullable(),
  /** Rows that left the feed before the filter came to them. */
  missed: count,
  /** Rows it has still to look at. */
  waiting: count,
});
export type FeedScan = z.infer<typeof scanSchema>;

/** The part of a feed that a view is of, by sequence numbers: what a person cleared from it, and what came after they paused, is not in it. */
const feedPartSchema = z.object({
  from: count,
  /** The first that is not in it; null for all that come. */
  until: count.nullable(),
});
export type FeedPart = z.infer<typeof feedPartSchema>;
export const wholeFeed: FeedPart = { from: 0, until: null };

/** An order of the messages: by a field of their payloads, or by what is known of every message. */
const feedSortSchema = z.object({
  by: z.union([z.enum(['time', 'channel', 'size']), fieldPathSchema]),
  direction: z.enum(['ascending', 'descending']),
});
export type FeedSort = z.infer<typeof feedSortSchema>;

/** How far a sorted view is. There are no rows until it is done. */
const sortStateSchema = z.object({
  done: z.boolean(),
  read: count,
  /** Rows to sort; null until they are known. */
  total: count.nullable(),
  /** Messages without the value; they stand last. */
  missing: count,
  /** Left the feed before they were read. */
  left: count,
});
export type SortState = z.infer<typeof sortStateSchema>;

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
  /**
   * The positions that the view has rows for, and the position of row 0; rows stand at consecutive positions. A position is the row's
   * sequence number; in a filtered or sorted view its number among the rows that are shown, from 0.
   */
  start: count,
  end: count,
  first: count,
  /** Null without a filter. */
  scan: scanSchema.nullable(),
  /** Null where the view is not sorted. */
  sort: sortStateSchema.nullable(),
  /** The look that the rows are of; null where payloads are shown as they came. */
  look: count.nullable(),
  /** Sequence numbers; ascending unless sorted, contiguous unless filtered or sorted. */
  seqs: float64s,
  /** 1 where the condition of a highlighting filter holds. */
  marks: bytes,
  times: float64s,
  kinds: bytes,
  /** Indexes into `names`. */
  channels: uint32s,
  /** Indexes into `names` plus one; 0 where the message came by channel name. */
  patterns: uint32s,
  names: z.array(bytes),
  /** Full payload sizes in bytes. */
  sizes: uint32s,
  /** The first bytes of each payload, one after the other; row i ends at `previewEnds[i]`. With a look, of what was decoded. */
  previews: bytes,
  previewEnds: uint32s,
  /** Sizes of what the previews are the beginning of. */
  shownSizes: uint32s,
  /** What payloads were unwrapped from, `['gzip']`; row i's is `chains[chainOf[i] - 1]`, none for 0. */
  chains: z.array(z.array(decodedStepSchema)),
  chainOf: bytes,
  /** Rows that are shown as they came because they could not be decoded, and why. */
  undecoded: z.array(z.object({ row: count, problem: z.string() })),
  /** Of each column of the look, the values of the rows; null where a payload has no such field. */
  values: z.array(z.array(z.string().nullable())),
  gaps: z.array(gap),
});
export type FeedFrame = z.infer<typeof feedFrame>;

const feedRecord = z.object({
  seq: count,
  time: timeMs,
  channel: bytes,
  pattern: bytes.nullable(),
  /** The channel is a sharded one. */
  sharded: z.boolean(),
  payload: bytes,
});
export type FeedRecord = z.infer<typeof feedRecord>;

export const feeds = {
  /**
   * Frames of one viewport, at most 20 a second, only when something in them changed. `viewId` is chosen by the page and names the
   * viewport for `scroll`. With a filter it shows the rows that the filter shows; another filter is another view. Sorted, it shows the
   * messages that were there when it began.
   *
   * @throws bad-input for a condition that cannot be read; timeout when it took over a second for one message
   */
  view: stream(
    z.object({
      feedId: z.string(),
      viewId: z.string(),
      viewport: viewportSchema,
      filter: feedFilterSchema.nullable().default(null),
      look: lookSchema.nullable().default(null),
      sort: feedSortSchema.nullable().default(null),
      part: feedPartSchema.default(wholeFeed),
    }),
    feedFrame,
  ),
  /** What is wrong with a condition: `at` is the offset in its text, null where only the whole is wrong. Null when nothing is. */
  checkFilter: query(
    conditionSchema,
    z.object({ problem: z.object({ message: z.string(), at: count.nullable() }).nullable() }),
  ),
  /** Moves a viewport; its next frame comes at once. */
  scroll: query(z.object({ viewId: z.string(), viewport: viewportSchema }), done),
  /** Shows the rows of a view in another way; its next frame comes at once. */
  look: query(z.object({ viewId: z.string(), look: lookSchema }), done),
  /** One payload decoded: as it looks like, or as chosen. @throws not-found, as `record`; timeout, too-large for what cannot be decoded */
  decode: query(
    z.object({ feedId: z.string(), seq: count, as: decodingSchema.nullable(), by: writtenBy }),
    decodedSchema,
  ),
  /** One row whole. @throws not-found when it has left the ring. */
  record: query(z.object({ feedId: z.string(), seq: count }), feedRecord),
  /** Forgets all rows and counts of the feed; the subscriptions stay. */
  clear: query(z.object({ feedId: z.string() }), done),
};
