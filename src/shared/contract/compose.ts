import { z } from 'zod';
import { stepNames } from '../pipeline/steps.ts';
import { query, stream } from '../rpc/define.ts';
import { pipelineFigures, path, problem, resultRow, transaction } from './pipelines.ts';
import { bytes, count, timeMs } from './values.ts';

/** So many events are in a sample, at most. */
export const SAMPLE_EVENTS = 20;

/**
 * A step of a pipeline. `source`, `decode` and `sinks` are in every preview, the others where the file has them or a problem is in them. `having`
 * chooses rows.
 */
const stepName = z.enum(stepNames);

/** One event as its source gave it: exactly one of `payload`, `value` is set. */
const sampledEvent = z.object({
  /** Grows with each event of a sample. */
  seq: count,
  /** When it was received; of entries that a stream held before, when they were added, as their id says. */
  receivedAt: timeMs,
  /** What is decoded, whole. An event of more than 64 KB is left out of the sample and counted in `leftOut`. */
  payload: bytes.nullable(),
  /** The value as JSON, bytes as `{"base64": ...}`, where the source gives one: generated fields, fields of an entry, a keyspace event. */
  value: z.string().nullable(),
  /** Of an entry of a stream: names and values in turn. */
  fields: z.array(bytes).nullable(),
  channel: bytes.nullable(),
  pattern: z.string().nullable(),
  /** Of the stream, the list, or the key that an event tells of. */
  key: z.string().nullable(),
  id: z.string().nullable(),
  /** The name of a server-sent event. */
  name: z.string().nullable(),
});
export type SampledEvent = z.infer<typeof sampledEvent>;

const of = {
  connectionId: z.string(),
  /** Of the kept file that `text` is a version of: one that was imported reaches only what was confirmed for it. None for a new one. */
  id: z.string().optional(),
  /** Of the whole file. */
  text: z.string().max(2 ** 20),
  /** Of the file: what its pipeline is called where the text does not say it. */
  name: z.string(),
  /** Which pipeline of the file. */
  index: count,
};

const sampleState = z.object({
  /**
   * `waiting`: nothing has come yet. `live`: events come, or may come at any time. `ended`: the source has no more than these. `failed`: `text` says
   * why; the stream ends, and a change of the source or of the server is needed.
   */
  state: z.enum(['waiting', 'live', 'ended', 'failed']),
  /** What it waits for or reads, in words: "Nothing has been published on orders.* yet." */
  text: z.string(),
  /** Events that have come per second, lately; null where that is not known yet, or means nothing. */
  perSecond: z.number().nullable(),
  /** Events that were too large for a sample. */
  leftOut: count,
  /** The newest ones, at most `SAMPLE_EVENTS`, oldest first. */
  events: z.array(sampledEvent),
});
export type SampleState = z.infer<typeof sampleState>;

const fieldProfile = z.object({
  /** As an expression reads it: `event.item.sku`, `event["a b"]`; `event` where the events are no objects. */
  path: z.string(),
  types: z.array(z.enum(['text', 'number', 'bool', 'null', 'list', 'object', 'bytes'])),
  /** How many events have it. */
  events: count,
  /** Different values; of lists and objects, 0. */
  distinct: count,
  /** The most frequent ones, at most 5; none of lists, objects and bytes. `literal`: as an expression writes it. */
  values: z.array(z.object({ text: z.string(), literal: z.string(), count })),
  /** Of its numbers; null where there are none. */
  min: z.number().nullable(),
  max: z.number().nullable(),
});
export type FieldProfile = z.infer<typeof fieldProfile>;

const preview = z.object({
  /** As `pipelines.check` tells them. A step with a problem and those behind it have no figures; those before it have. */
  problems: z.array(problem),
  steps: z.array(
    z.object({
      step: stepName,
      /**
       * Events that leave it; of `groupBy` the keys, of `window` the windows, of `aggregate` the rows (one for each key in each window), of `having`
       * the rows that are results, of `sinks` the sinks. Null where a problem is in it or before it.
       */
      out: count.nullable(),
    }),
  ),
  /** In the order of the sample. Empty where the source has a problem. */
  events: z.array(
    z.object({
      seq: count,
      /** Its time by the pipeline's clock; when it was received, where it came no further. */
      time: timeMs,
      /** JSON after `decode`; null where it could not be decoded. */
      decoded: z.string().nullable(),
      /** JSON after `lookup`; null without one, or where it did not come so far. */
      lookedUp: z.string().nullable(),
      /** JSON after `select`; null without one, or where it did not come so far. */
      selected: z.string().nullable(),
      /** The name of its group, parts joined with ":"; null without `groupBy`, or where it did not come so far. */
      key: z.string().nullable(),
      windows: z.array(z.object({ start: timeMs, end: timeMs })),
      /** Where it ended; null where it is in a result. */
      stoppedAt: stepName.nullable(),
      /** Why, where it was refused, came too late, or a condition could not be evaluated; null where one was simply not true. */
      reason: z.string().nullable(),
    }),
  ),
  /**
   * Of the decoded events, of those with what was looked up, and of those that `select` has made (null without that step), the most frequent first, at
   * most 200.
   */
  fields: z.object({
    decoded: z.array(fieldProfile),
    lookedUp: z.array(fieldProfile).nullable(),
    selected: z.array(fieldProfile).nullable(),
  }),
  /** Of all keys, oldest first. Closed ones have rows by the pipeline's clock, as it stands after the last event; the rest is written at a stop. */
  windows: z.array(z.object({ start: timeMs, end: timeMs, isClosed: z.boolean(), events: count })),
  /** Of all windows; those that have not closed are `open`. At most 500. */
  rows: z.array(resultRow),
  /** What these events alone would write to a Redis that has none of it yet; null where nothing goes to Redis. */
  transaction: transaction.nullable(),
  /** Of keys that would be written and hold something already. */
  targets: z.array(
    z.object({
      /** The place of the sink in the file, late ones and those of invalid events behind the others. */
      sink: count,
      key: z.string(),
      /** "holds a hash with 1,204 fields already" */
      text: z.string(),
      /** Its type is another one: the pipeline could not write. */
      isInTheWay: z.boolean(),
      /**
       * Another name for its member of the file, under which nothing of what these events would write is there yet; null where none was found.
       */
      instead: z.object({ path, value: z.string() }).nullable(),
    }),
  ),
  /** Empty where a step has a problem, as `transaction` and `targets` are. */
  guarantee: z.string(),
  /** What would make it stronger, and the member of the pipeline that would be changed for it; null where nothing would. */
  stronger: z.object({ text: z.string(), path }).nullable(),
  /** Of expressions that name a field which no event of the sample has: "event.contry: no event has this field. Did you mean event.country?" */
  hints: z.array(z.object({ step: stepName, text: z.string() })),
});
export type Preview = z.infer<typeof preview>;

const refusedEvent = z.object({
  at: timeMs,
  reason: z.string(),
  path,
  /** Its beginning, as text. */
  text: z.string(),
  /** The whole of it; null where it is larger than 64 KB, and was not kept. */
  event: sampledEvent.nullable(),
  /** Of one that came too late. */
  late: z
    .object({
      /** Events up to this time had come, by the time of events. */
      heardUpTo: timeMs,
      /** With this lateness a window would have taken it: "4s". */
      lateness: z.string(),
    })
    .nullable(),
});
export type RefusedEvent = z.infer<typeof refusedEvent>;

const dryRunState = z.object({
  figures: pipelineFigures,
  /** The newest rows of closed windows, newest last, at most 500. */
  rows: z.array(resultRow),
  /** Partial values of open windows, at most 500. */
  open: z.array(resultRow),
  /** The newest one that would have written more than the position. */
  transaction: transaction.nullable(),
  /** What it said, the newest last. */
  log: z.array(z.object({ at: timeMs, text: z.string() })),
  /** It has no more events, or was ended by `error`. */
  ended: z.boolean(),
  error: z.string().nullable(),
});
export type DryRunState = z.infer<typeof dryRunState>;

/** Composing a pipeline: what a file would do to real events, before it runs. */
export const compose = {
  /**
   * The newest events of a pipeline's source, live, read so that nothing is disturbed: no group is made or read, nothing is taken or acknowledged. Of
   * the file only the source has to be without problems.
   *
   * @throws bad-input where the source has problems; conflict where the file was imported and is not confirmed
   */
  sample: stream(z.object(of), sampleState),
  /**
   * What each step makes of these events, by the code that runs pipelines.
   *
   * @throws timeout when an expression takes longer than a second
   */
  preview: query(
    z.object({
      ...of,
      events: z.array(sampledEvent).max(200),
      /** Events up to this time had come before these, by the time of events: what that closes is closed. */
      heardUpTo: timeMs.optional(),
    }),
    preview,
  ),
  /**
   * An event that a run refused, or that came too late, to be looked at again.
   *
   * @throws not-found when it is no longer among the newest ones of that run, or another run has begun
   */
  refused: query(
    z.object({
      /** Of the file that runs, or has run. */
      id: z.string(),
      /** Which pipeline of the file. */
      index: count,
      /** Of the sample. */
      ref: z.string(),
    }),
    refusedEvent,
  ),
  /**
   * Runs the pipeline on live events and writes nothing; ends with the stream. Streams are read without their group, from their newest 1,000
   * entries on, and lists without taking: the next 1,000 elements, and those that come behind the last.
   */
  dryRun: stream(z.object(of), dryRunState),
};
