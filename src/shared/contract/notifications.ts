import { z } from 'zod';
import { query } from '../rpc/define.ts';
import { bytes, done, timeMs } from './values.ts';

/** Flags of `notify-keyspace-events`; see `src/shared/redis/notify-flags.ts`. */
const flags = z.string().regex(/^[A-Za-z$]*$/, 'Flags are letters, or $.');

/** What Millrace set on a server, and what stood there before. */
export const notifyChangeSchema = z.object({ before: z.string(), set: z.string(), at: timeMs });
export type NotifyChange = z.infer<typeof notifyChangeSchema>;

const notifyStatus = z.object({
  /** As the server writes them; null when it does not tell, and `problem` says why. */
  now: z.string().nullable(),
  problem: z.string().nullable(),
  /** All the flags that this server takes; null when that is unknown. */
  accepted: z.string().nullable(),
  /** What the subscriptions of this Millrace to that server need. */
  needed: z.string(),
  /** Set by this run, and put back when the last subscription that needs it leaves. */
  change: notifyChangeSchema.nullable(),
  /** Why a change could not be put back after a crash, if it could not: settings are not kept on disk. */
  forgetful: z.string().nullable(),
  /** Each node of a cluster has the setting for itself, and tells of its own keys only. */
  isCluster: z.boolean(),
});
export type NotifyStatus = z.infer<typeof notifyStatus>;

const connection = z.object({ connectionId: z.string() });

/** Keyspace notifications: subscriptions that need a setting of the server. */
export const notifications = {
  /** @param probe asks the server also which flags it takes: by setting one that no server takes */
  status: query(connection.extend({ probe: z.boolean().default(false) }), notifyStatus),
  /** What an earlier run set, which ended before it could put it back; null when that is not what the server has now. */
  leftover: query(connection, notifyChangeSchema.nullable()),
  /**
   * Subscribes to channels of notifications, which need `flags`. With `change` it first sets what the server lacks of them; when that is
   * refused, nothing is subscribed.
   *
   * @throws denied or redis when CONFIG may not be used, or the server does not take a flag
   */
  subscribe: query(
    connection.extend({
      subscriptions: z
        .array(z.object({ kind: z.enum(['channel', 'pattern']), name: bytes }))
        .min(1)
        .max(10_000),
      flags,
      change: z.boolean(),
    }),
    z.object({ change: z.object({ before: z.string(), after: z.string() }).nullable() }),
  ),
  /** Sets again what the subscriptions need, after the server lost it. @throws as `subscribe` */
  setNeeded: query(connection, done),
  /**
   * Puts back what stood on the server before an earlier run changed it.
   *
   * @throws conflict when the server has something else by now: it is left as it is, and forgotten
   */
  putBack: query(connection, done),
  /** Leaves the server as an earlier run set it, and forgets what stood there. */
  keep: query(connection, done),
};
