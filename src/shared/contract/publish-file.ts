import { z } from 'zod';
import { stream } from '../rpc/define.ts';
import { jobFields, jobId } from './jobs.ts';
import { bytes, count, timeMs } from './values.ts';

/** A file that a page handed over (`uploads`), or one of the recordings that the engine keeps. */
const fileSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload'), uploadId: z.string() }),
  z.object({ kind: z.literal('recording'), name: z.string() }),
]);
export type FileSource = z.infer<typeof fileSourceSchema>;

const badLine = z.object({
  /** From 1. */
  line: count,
  /** The byte of the line that is wrong, from 1; null where the line as a whole is. */
  at: count.nullable(),
  message: z.string(),
  /** The beginning of the line as one line of text. */
  beginning: z.string(),
});
export type BadLine = z.infer<typeof badLine>;

/** Of `FileCheck.problems`; all are counted. */
export const MAX_LISTED_PROBLEMS = 1_000;

const fileCheck = z.object({
  state: z.enum(['running', 'done']),
  size: count,
  bytesRead: count,
  /** `recording`: its first line says so, and every message has a channel and a time of its own. */
  kind: z.enum(['lines', 'recording']),
  /** lines = messages + bad + empty + notes. */
  lines: count,
  messages: count,
  bad: count,
  empty: count,
  /** Of a recording: its head, and what it says about gaps and losses. */
  notes: count,
  /** The first bad lines; only when it is done. */
  problems: z.array(badLine),
  /** What the file seems to be instead, and what to do. */
  warning: z.string().nullable(),
  /** Of a recording: the times of its first and last message, and how many channels it has. */
  firstTime: timeMs.nullable(),
  lastTime: timeMs.nullable(),
  channels: count.nullable(),
  /** `channels` is an estimate. */
  approximate: z.boolean(),
  /** Fields of the first message that hold a time, as dotted paths. */
  timeFields: z.array(z.string()),
});
export type FileCheck = z.infer<typeof fileCheck>;

const channelTarget = z.discriminatedUnion('kind', [
  /** Each message's own channel: recordings alone have one. */
  z.object({ kind: z.literal('own') }),
  z.object({ kind: z.literal('one'), channel: bytes }),
  /** Its own channel with another beginning; channels that begin otherwise keep their name. */
  z.object({ kind: z.literal('prefix'), from: bytes, to: bytes }),
]);
export type ChannelTarget = z.infer<typeof channelTarget>;

const publishTiming = z.discriminatedUnion('mode', [
  /** As fast as the server answers. */
  z.object({ mode: z.literal('fast') }),
  z.object({ mode: z.literal('rate'), perSecond: z.number().positive().max(10_000_000) }),
  z.object({
    mode: z.literal('recorded'),
    /** 2: twice as fast as it was. */
    speed: z.number().min(0.1).max(100),
    /** The field of each line that holds its time, as a dotted path; null: the times of a recording. */
    field: z.string().min(1).max(1_000).nullable(),
  }),
]);
export type PublishTiming = z.infer<typeof publishTiming>;

const fileProgress = z.object({
  ...jobFields,
  size: count,
  bytesRead: count,
  /** Lines looked at, from `fromLine` on. */
  lines: count,
  /** Messages that the server has confirmed. */
  sent: count,
  /** Messages that the server refused. */
  refused: count,
  /** Messages under way when the connection was lost: whether they were published is not known. */
  unknown: count,
  bad: count,
  empty: count,
  /** Sent without a wait of their own: their line holds no time. */
  untimed: count,
  /** Payload bytes of what was sent. */
  bytes: count,
  /** Receivers on the node that was asked, of all messages together. */
  delivered: count,
  /** Achieved so far. */
  perSecond: z.number(),
  /** How long the next message has still to wait. */
  nextInMs: z.number().nullable(),
  /** The recorded time of the newest message sent. */
  time: timeMs.nullable(),
  /** Where to go on so that nothing is left out: the first line that is not known to be published. */
  nextLine: count,
  /** Where to go on so that nothing is published twice. Above `nextLine` only when something is unknown. */
  lineAfterUnknown: count,
});
export type FileProgress = z.infer<typeof fileProgress>;

/** Publishes a file of JSON lines, each line a message, or a recording, each message as it was. */
export const publishFile = {
  /**
   * Reads a file whole without sending anything, about ten times a second and at the end.
   *
   * @throws not-found for an unknown file; conflict for a recording of a newer version
   */
  check: stream(z.object({ source: fileSourceSchema }), fileCheck),
  /**
   * Publishes it: a job.
   *
   * A time field that the first message does not have, and channels of their own in a file that has none, fail it before anything is sent.
   *
   * @throws bad-input for an empty channel; not-found for an unknown file
   */
  run: stream(
    z.object({
      connectionId: z.string(),
      jobId,
      source: fileSourceSchema,
      command: z.enum(['PUBLISH', 'SPUBLISH']).default('PUBLISH'),
      target: channelTarget,
      timing: publishTiming,
      /** Lines before this one are passed over. From 1. */
      fromLine: z.number().int().min(1).default(1),
    }),
    fileProgress,
  ),
};
