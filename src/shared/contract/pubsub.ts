import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { feedCountersSchema, heardBySchema, type HeardBy } from './feeds.ts';
import { jobFields, jobId } from './jobs.ts';
import { bytes, count, done, float64s, missing } from './values.ts';

export type SubscriptionKind = HeardBy['kind'];

/** Subscriptions that were saved under a name. */
export const subscriptionSetSchema = z.object({
  name: z.string().trim().min(1).max(100),
  subscriptions: z
    .array(
      z.object({
        kind: heardBySchema.shape.kind,
        /** Written with `\xNN` escapes. */
        name: z.string(),
        /** As `Subscription.notify`. */
        notify: z.string().nullable(),
      }),
    )
    .max(10_000),
});
export type SubscriptionSet = z.infer<typeof subscriptionSetSchema>;

/** Counts and rates of something heard. Rates are of the last whole second. */
const trafficFigures = z.object({
  messages: count,
  bytes: count,
  messagesPerSecond: z.number(),
  bytesPerSecond: z.number(),
});
export type TrafficFigures = z.infer<typeof trafficFigures>;

const traffic = trafficFigures.extend({
  /** Messages in each of the last 60 whole seconds, oldest first. */
  history: float64s,
});
export type Traffic = z.infer<typeof traffic>;

const subscription = z.object({
  kind: heardBySchema.shape.kind,
  name: bytes,
  /** 1-8, kept as long as it is subscribed. A pattern's is that of the first channel that it brings. */
  color: z.number().int().min(1).max(8),
  /** `waiting`: the server has not confirmed it (again) yet. `refused`: it said no; `problem` says why. */
  state: z.enum(['waiting', 'active', 'refused']),
  problem: z.string().nullable(),
  /** For a channel of keyspace notifications: the flags of `notify-keyspace-events` that it needs; null otherwise. */
  notify: z.string().nullable(),
  traffic: trafficFigures,
});
export type Subscription = z.infer<typeof subscription>;

const heardChannel = z.object({
  name: bytes,
  /** A sharded channel: another one than the channel of the same name. */
  sharded: z.boolean(),
  /** 1-8, kept as long as it is heard: that of its own subscription, else one that tells it from others. */
  color: z.number().int().min(1).max(8),
  traffic,
});
export type HeardChannel = z.infer<typeof heardChannel>;

const session = z.object({
  feedId: z.string(),
  /** The feed's counters, for whoever shows no rows: the status bar's drops and gaps. */
  counters: feedCountersSchema,
  /** All that is subscribed is heard: the subscriber connections' own state; the rest of the connection may be well while it is not. */
  connected: z.boolean(),
  problem: z.string().nullable(),
  subscriptions: z.array(subscription),
  /** The busiest channels heard, at most 200, by messages. */
  channels: z.array(heardChannel),
  channelCount: count,
  total: traffic,
});
export type PubSubSession = z.infer<typeof session>;

const channelList = z.object({
  /** By name, at most 5,000. */
  channels: z.array(
    z.object({
      kind: z.enum(['channel', 'shard']),
      name: bytes,
      /** On the node that was asked. Who hears it by a pattern is not among them. Null where that may not be asked. */
      subscribers: count.nullable(),
    }),
  ),
  /** Also those that are not shown. */
  channelCount: count,
  /** Different patterns that anybody is subscribed to; null where that may not be asked. */
  patterns: count.nullable(),
  missing,
});
export type ChannelList = z.infer<typeof channelList>;

const publishProgress = z.object({
  ...jobFields,
  /** Messages that the server has confirmed, of `count`. */
  sent: count,
  count,
  /** Of their payloads. */
  bytes: count,
  /** Receivers on the node that was asked, of all messages together. */
  delivered: count,
  /** Achieved so far. */
  perSecond: z.number(),
});
export type PublishProgress = z.infer<typeof publishProgress>;

const template = z.object({
  /** With `{{...}}` values; see `src/shared/pipeline/template.ts`. */
  template: z.string(),
  /** What the template makes is written with `\xNN` escapes. */
  escaped: z.boolean(),
});

/** SPUBLISH instead of PUBLISH: it reaches the subscribers of the sharded channel, and nobody else. */
const sharded = z.boolean().default(false);

const someSubscriptions = z.object({
  connectionId: z.string(),
  subscriptions: z.array(heardBySchema).min(1).max(100_000),
});

export const pubsub = {
  /** The connection's one pub/sub session, shared by all pages; about once a second and at every change. */
  watch: stream(z.object({ connectionId: z.string() }), session),
  /** Answers at once: what the server confirms or refuses comes with `watch`. @throws bad-input for an empty name: then none is subscribed */
  subscribe: query(someSubscriptions, done),
  /** Also ends those that the server has not confirmed yet. */
  unsubscribe: query(someSubscriptions, done),
  /** What was subscribed on this server when Millrace ended, and nobody has decided about since. */
  left: query(z.object({ connectionId: z.string() }), z.array(heardBySchema)),
  /** Subscribes to it again, or not; it is not offered any more. */
  takeLeft: query(z.object({ connectionId: z.string(), subscribe: z.boolean() }), done),
  /** The channels that somebody is subscribed to, those whose name contains `search`, which is written with `\xNN` escapes. */
  channels: query(z.object({ connectionId: z.string(), search: z.string().max(10_000) }), channelList),
  publish: query(
    z.object({ connectionId: z.string(), sharded, channel: bytes, payload: bytes }),
    /** Receivers on the node that was asked. */
    z.object({ receivers: count }),
  ),
  /**
   * Publishes what a template makes, `count` times: a job.
   *
   * @throws bad-input for an empty channel or a template that cannot be read; `detail.at` is the offset
   */
  publishMany: stream(
    template.extend({
      connectionId: z.string(),
      jobId,
      sharded,
      channel: bytes,
      count: z.number().int().min(1).max(100_000_000),
      /** Null: as fast as the server answers. */
      perSecond: z.number().positive().max(10_000_000).nullable(),
    }),
    publishProgress,
  ),
  /** The first payload that a template makes, at most 2,000 bytes of it, and what is wrong with the template, if anything is. */
  previewTemplate: query(
    template,
    z.object({
      payload: bytes,
      size: count,
      problem: z.object({ message: z.string(), at: count.nullable() }).nullable(),
    }),
  ),
};
