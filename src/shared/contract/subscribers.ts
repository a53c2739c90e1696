import { z } from 'zod';
import { query } from '../rpc/define.ts';
import { count } from './values.ts';

/** A figure that the server did not give is null. */
const figure = count.nullable();

/** A client that is subscribed to something, as CLIENT LIST tells of it. */
const subscriber = z.object({
  id: z.string(),
  address: z.string(),
  /** Empty where it gave itself none. */
  name: z.string(),
  user: z.string().nullable(),
  /** It is one of this connection's own. */
  own: z.boolean(),
  ageSeconds: figure,
  idleSeconds: figure,
  channels: figure,
  patterns: figure,
  shardChannels: figure,
  /** What the server still has to send it: beyond the limit it is cut off. */
  outputBytes: figure,
  totalBytes: figure,
  /** Sent by it, and not yet read by the server. */
  queryBytes: figure,
  /** Seconds for which its output has been seen above the soft limit; null while it is below. */
  overSoftSeconds: z.number().nullable(),
});
export type SubscriberInfo = z.infer<typeof subscriber>;

/** `client-output-buffer-limit pubsub`; a limit of 0 is none. */
const outputLimit = z.object({ hardBytes: count, softBytes: count, softSeconds: count });
export type OutputLimit = z.infer<typeof outputLimit>;

const subscriberList = z.object({
  /** Those with the fullest output buffers first, at most 1,000. */
  subscribers: z.array(subscriber),
  /** Also those that are not listed. */
  count,
  /** Null where the server does not tell, and `limitProblem` says why. */
  limit: outputLimit.nullable(),
  limitProblem: z.string().nullable(),
});
export type SubscriberList = z.infer<typeof subscriberList>;

export const subscribers = {
  /** @throws denied where CLIENT LIST is not allowed */
  list: query(z.object({ connectionId: z.string() }), subscriberList),
  /** The one of this connection's own subscribers whose output buffer is the fullest. Cheap: the server looks at these alone. */
  own: query(
    z.object({ connectionId: z.string() }),
    /** Both null where the server does not tell. */
    z.object({ fullest: subscriber.nullable(), limit: outputLimit.nullable() }),
  ),
};
