import { z } from 'zod';
import { jobStates, queueFrameworks } from '../queue-names.ts';
import { query, stream } from '../rpc/define.ts';
import { conditionSchema } from './condition.ts';
import { decodedSchema } from './decoding.ts';
import { bytes, count, missing, timeMs } from './values.ts';

export const queueFrameworkSchema = z.enum(queueFrameworks);
export type QueueFramework = z.infer<typeof queueFrameworkSchema>;

export const jobStateSchema = z.enum(jobStates);
export type JobState = z.infer<typeof jobStateSchema>;

/** One queue: what its keys are told by, as its framework has it ("bull:paint"). */
const queueId = z.object({ framework: queueFrameworkSchema, queue: z.string().min(1).max(1_000) });
export type QueueId = z.infer<typeof queueId>;
const queueAddress = queueId.extend({ connectionId: z.string() });

const queueFigures = queueId.extend({
  /** For people: "paint". */
  name: z.string(),
  states: z.array(
    z.object({
      state: jobStateSchema,
      /** Null where it is not known, or such jobs are not there to be counted. */
      count: count.nullable(),
      /** Why there is no count; null where the server did not tell it. */
      why: z.string().nullable(),
    }),
  ),
  missing,
});
export type QueueFigures = z.infer<typeof queueFigures>;

const foundQueues = z.object({
  queues: z.array(queueFigures),
  /** Keys looked at so far, of how many; null where that is not known. */
  looked: count,
  keyspace: count.nullable(),
  /** `bounded`: there may be more queues than those that were looked for. */
  state: z.enum(['looking', 'finished', 'bounded']),
});
export type FoundQueues = z.infer<typeof foundQueues>;

/** Where a job is: its place in a key, as it was read, and its id, by which it is found again when it has moved a little. */
const jobPlace = z.object({
  state: jobStateSchema,
  key: z.string().max(2_000),
  /** How many come before it in that key, in the order in which they are shown. */
  at: count,
  id: z.string().max(2_000),
});
export type JobPlace = z.infer<typeof jobPlace>;

const jobRow = jobPlace.extend({
  /** What it does: the name of a class, a task, a function. Null where it does not say so. */
  name: z.string().nullable(),
  /** Null where its framework writes none. */
  time: timeMs.nullable(),
  /** What the time is of: "due", "added", "failed". */
  timeIs: z.string(),
  /** How often it was begun, and how often that may be. */
  attempts: count.nullable(),
  attemptsOf: count.nullable(),
  /** The first line of what went wrong last. */
  error: z.string().nullable(),
  /** Its place is there, what it leads to is not. */
  isGone: z.boolean(),
});
export type JobRow = z.infer<typeof jobRow>;

/** What a job writes down about itself. */
const jobDetail = jobRow.extend({
  /** What it works on; null where it is gone, or too large to be read with the rest. */
  payload: decodedSchema.extend({ original: bytes }).nullable(),
  /** In the order of its framework: what is known of it. */
  fields: z.array(z.object({ name: z.string(), value: z.string(), isCut: z.boolean() })),
  history: z.array(z.object({ time: timeMs.nullable(), what: z.string() })),
  trace: z.string().nullable(),
  /** Keys that it lives in, and what they are of it. */
  keys: z.array(z.object({ key: z.string(), what: z.string() })),
  /** What can be done, or why not. */
  acts: z.array(z.object({ act: z.enum(['retry', 'run', 'discard']), refused: z.string().nullable() })),
});
export type JobDetail = z.infer<typeof jobDetail>;

const jobsPage = z.object({
  total: count,
  from: count,
  /** At least one where there is one, and fewer than asked for where they are large. */
  jobs: z.array(jobRow),
});
export type JobsPage = z.infer<typeof jobsPage>;

const jobSearchFrame = z.object({
  looked: count,
  total: count,
  matched: count,
  /** Those found since the frame before. */
  jobs: z.array(jobRow),
  /** Where to go on; null at the end. */
  next: count.nullable(),
  isEnd: z.boolean(),
  /** Jobs that the condition could not be evaluated for, and what it said of the first. */
  failed: count,
  failure: z.string().nullable(),
});
export type JobSearchFrame = z.infer<typeof jobSearchFrame>;

const ofState = queueAddress.extend({ state: jobStateSchema, from: count });

/** Job queues of the most used frameworks: which there are, their jobs by state, one job. Reading changes nothing. */
export const queues = {
  /** Looks for queues with SCAN for as long as its reader stays, up to a bound; the ones that a set names come first. */
  list: stream(z.object({ connectionId: z.string() }), foundQueues),
  /**
   * The queues that a key is of, or some of the keys that a walk holds of a prefix; none for what is of no queue.
   *
   * @param framework as a person said; null: as it is recognised
   * @throws not-found when the walk has ended with its reader
   */
  of: query(
    z.object({
      connectionId: z.string(),
      of: z.union([z.object({ key: bytes }), z.object({ walkId: z.string().max(100), prefix: bytes })]),
      framework: z.string().max(100).nullable(),
    }),
    z.array(queueId),
  ),
  figures: query(queueAddress, queueFigures),
  /** Jobs of a state, what comes next or was last first. */
  jobs: query(ofState.extend({ count: z.number().int().min(1).max(500) }), jobsPage),
  /** Those that match, from a place on, until enough are found or a bound is reached. */
  search: stream(
    ofState.extend({ condition: conditionSchema, wanted: z.number().int().min(1).max(1_000) }),
    jobSearchFrame,
  ),
  /** @throws not-found when it has left its place */
  job: query(queueAddress.extend({ job: jobPlace }), jobDetail),
};
