import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { count, done, timeMs } from './values.ts';

const heardMessage = z.object({ kind: z.literal('message'), text: z.string(), at: timeMs });
/** Messages that one subscriber received and the other did not, because it was away. */
const missedMessages = z.object({ kind: z.literal('missed'), count });
const hearing = z.discriminatedUnion('kind', [heardMessage, missedMessages]);
export type Hearing = z.infer<typeof hearing>;

/** Two subscribers of one channel, side by side. */
const atMostOnce = z.object({
  channel: z.string(),
  sent: count,
  /** Null while nothing is sent by itself. */
  perSecond: z.number().nullable(),
  /** Of all that was heard, the newest. */
  steady: z.array(heardMessage),
  steadyCount: count,
  /** The other one's connection to the server. */
  connected: z.boolean(),
  other: z.array(hearing),
  otherCount: count,
  missed: count,
  /** What ended the lesson, or kept it from going on. */
  problem: z.string().nullable(),
});
export type AtMostOnce = z.infer<typeof atMostOnce>;

/** A command that was sent, by whom, and what the server answered. */
const step = z.object({
  who: z.string(),
  /** As redis-cli text. */
  command: z.string(),
  reply: z.string(),
  isError: z.boolean(),
});
export type LessonStep = z.infer<typeof step>;

const database = z.number().int().min(0).max(1_000_000);
const lesson = z.object({ lessonId: z.string() });

/** How publish and subscribe behave, shown on the connected server with connections of their own. Nothing in it is made up. */
export const lessons = {
  /** Runs as long as it is read. The page names its lesson itself, for the methods below. */
  atMostOnce: stream(lesson.extend({ connectionId: z.string() }), atMostOnce),
  /** Publishes the next numbered message. */
  send: query(lesson, done),
  /** Publishes one after the other; null stops. */
  sendOften: query(lesson.extend({ perSecond: z.number().positive().max(100).nullable() }), done),
  /** Ends or makes the other subscriber's connection. */
  setConnected: query(lesson.extend({ connected: z.boolean() }), done),
  /** Subscribes in one database and publishes in another. */
  databases: query(
    z.object({ connectionId: z.string(), subscribeIn: database, publishIn: database }),
    z.object({
      steps: z.array(step),
      /** Null when it did not come to publishing. */
      arrived: z.boolean().nullable(),
      /** How many databases the server has; null where it does not tell. */
      databases: count.nullable(),
    }),
  ),
  /** Sends commands on a connection that is subscribed in RESP2. */
  subscriberRules: query(z.object({ connectionId: z.string() }), z.object({ steps: z.array(step) })),
};
