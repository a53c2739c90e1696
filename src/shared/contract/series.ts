import { z } from 'zod';
import { query } from '../rpc/define.ts';
import { count, timeMs } from './values.ts';

const newestBuckets = {
  sizeSeconds: z.number().int().min(1),
  buckets: z.number().int().min(1).max(2_000),
};

/** Lines of one chart: as many as there are colours that are told apart. */
export const MAX_LINES = 8;

const sized = z.object({ name: z.string(), sum: z.number() });
export type SizedSeries = z.infer<typeof sized>;

/** What charts read from Redis. */
export const series = {
  /**
   * Hashes whose keys begin with a prefix, or of which a set has the names behind the prefix, by what their buckets sum up to, largest first; at
   * most 1,000.
   */
  busiest: query(
    z.object({
      connectionId: z.string(),
      prefix: z.string(),
      members: z.string().nullable(),
      /** Names that are drawn each for itself; null: the busiest eight. */
      drawn: z.array(z.string()).max(50).nullable(),
      ...newestBuckets,
    }),
    z.object({
      series: z.array(sized),
      /** What is not drawn, added up, by the same buckets as `read`; null where there is none. */
      others: z.object({
        /** Unix seconds of the first bucket. */
        first: count,
        values: z.array(z.number().nullable()),
      }),
      /** Names whose keys are of another type: they cannot be drawn. */
      notHashes: z.array(z.string()),
      more: z.boolean(),
    }),
  ),
  /** The values of time buckets, by unix seconds: the sum of the fields in each; null where there is none. */
  read: query(
    z.object({
      connectionId: z.string(),
      keys: z.array(z.string()).min(1).max(50),
      ...newestBuckets,
    }),
    z.object({
      /** Server time. */
      now: timeMs,
      /** Unix seconds of the first bucket. */
      first: count,
      values: z.array(z.array(z.number().nullable())),
      /** Keys of another type: they have no values. */
      notHashes: z.array(z.string()),
      /** Large hashes of which only the fields at the starts of buckets were read, and that have others. */
      partlyRead: z.array(z.string()),
    }),
  ),
  /** One epoch of a leaderboard, highest first. */
  leaderboard: query(
    z.object({
      connectionId: z.string(),
      key: z.string(),
      epochKey: z.string(),
      epoch: count.nullable(),
      top: z.number().int().min(1).max(10_000),
    }),
    z.object({
      epoch: count.nullable(),
      highest: count.nullable(),
      members: count,
      rows: z.array(z.object({ member: z.string(), score: z.number() })),
    }),
  ),
};
