import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { noCondition } from './every-condition.ts';
import { fieldDecodings } from './decoding.ts';
import { query, stream } from '../rpc/define.ts';
import { bigCount, entryBlock, groupAddress, streamId } from './stream-values.ts';
import { bytes, count, float64s, missing, timeMs } from './values.ts';

/** Which pending entries: all conditions together. */
export const pendingFilterSchema = z.object({
  /** Null: any. Empty: those without an owner. */
  consumer: bytes.nullable().default(null),
  minIdleMs: z.number().nonnegative().default(0),
  maxIdleMs: z.number().nonnegative().nullable().default(null),
  minDeliveries: bigCount.default('0'),
  maxDeliveries: bigCount.nullable().default(null),
  ghosts: z.enum(['any', 'only', 'without']).default('any'),
  /** Of the payload; a ghost has none and matches no filter. */
  payload: conditionSchema.default(noCondition),
  /** What the fields of their payloads are read as, in the filter and in rows. */
  decode: fieldDecodings,
});
export type PendingFilter = z.infer<typeof pendingFilterSchema>;

const pendingRow = z.object({
  id: z.string(),
  /** Index into `names`; an empty name is no owner. */
  consumer: count,
  /** Since its last delivery; -1 when it has no owner. */
  idleMs: z.number(),
  deliveries: bigCount,
  /** Deleted or trimmed while pending: the next claim drops it without a word. Null where XRANGE may not be asked. */
  ghost: z.boolean().nullable(),
});
export type PendingRow = z.infer<typeof pendingRow>;

const pendingPage = z.object({
  serverTime: timeMs,
  names: z.array(bytes),
  /** In the order of ids, also when read backwards. */
  rows: z.array(pendingRow),
  /** Payload previews, one per row; empty for a ghost and for what may not be read. */
  entries: entryBlock,
  /** Pending entries looked at. */
  scanned: count,
  /** Where to go on in the direction read; null when that end is reached. */
  resume: z.string().nullable(),
  missing,
});
export type PendingPage = z.infer<typeof pendingPage>;

const sortedPending = pendingPage.omit({ resume: true }).extend({
  /** Those that match, of the ones looked at; the first of them are in `rows`, in the order asked for. */
  matched: count,
  /** Pending entries in all, as XPENDING gave it when the search began. */
  total: count,
});
export type SortedPending = z.infer<typeof sortedPending>;

/** Counts over the whole list of pending entries. `edges[i]` is where bar i starts; the last bar is open. */
const histogram = z.object({ edges: float64s, counts: float64s });

const survey = z.object({
  scanned: count,
  /** As XPENDING gave it when the survey began. */
  total: count,
  finished: z.boolean(),
  idle: histogram,
  deliveries: histogram,
  /** Those that have no owner are in neither of the idle figures. */
  ownerless: count,
  longestIdleMs: z.number().nullable(),
  mostDeliveries: bigCount.nullable(),
  consumers: z.array(z.object({ name: bytes, pending: count, longestIdleMs: z.number() })),
});
export type PendingSurvey = z.infer<typeof survey>;

export const pending = {
  /**
   * Pending entries after or before an id (neither included), or from the first. Looks at no more than `maxScanned`, so that a filter
   * that matches little still answers; `resume` says where to go on.
   */
  page: query(
    groupAddress.extend({
      filter: pendingFilterSchema,
      after: streamId.optional(),
      before: streamId.optional(),
      count: z.number().int().min(1).max(1_000),
      maxScanned: z.number().int().min(1).max(100_000).default(10_000),
    }),
    pendingPage,
  ),
  /**
   * The first `count` by a figure. Redis keeps pending entries by id alone, so all are walked up to `maxScanned`, those with the smallest ids
   * first. Those without an owner are idle for no known time: they are last.
   */
  sorted: query(
    groupAddress.extend({
      filter: pendingFilterSchema,
      by: z.enum(['idle', 'deliveries']),
      direction: z.enum(['ascending', 'descending']),
      count: z.number().int().min(1).max(1_000).default(1_000),
      maxScanned: z.number().int().min(1).max(1_000_000).default(100_000),
    }),
    sortedPending,
  ),
  /** Walks all pending entries once and counts them. */
  survey: stream(groupAddress, survey),
};
