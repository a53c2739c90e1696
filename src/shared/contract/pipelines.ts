import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { flow, round } from './flow.ts';
import { count, done, none, timeMs } from './values.ts';

const runStates = [
  'starting',
  'running',
  'paused',
  'stopping',
  /** It has failed and is about to be started again. */
  'restarting',
  'ended',
  'failed',
  /** Millrace closed while it ran, and it has not been started since. */
  'interrupted',
] as const;

const listed = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['recipe', 'own']),
  /** It was imported, and its first start has to be confirmed. */
  unconfirmed: z.boolean(),
  /** Null when it has not been started since the engine began. */
  state: z.enum(runStates).nullable(),
  /** Where its newest run is; null as `state`. */
  connectionId: z.string().nullable(),
});
export type ListedPipeline = z.infer<typeof listed>;

/** Where something stands in a pipeline, or in a file: names of members and indexes from the top. */
export const path = z.array(z.union([z.string(), z.number()]));

/** One mistake in a pipeline file: `path` from the top of the file. */
export const problem = z.object({
  path,
  message: z.string(),
  allowed: z.string(),
});

const reached = z.object({
  /** Of files, whole and without links among the folders. */
  paths: z.array(z.string()),
  keys: z.array(z.string()),
  channels: z.array(z.string()),
});

/** What an imported file would reach: shown before it is started. */
const touches = z.object({
  /** Whole addresses: what is sent there stands behind the host. */
  hosts: z.array(z.string()),
  /** Proxies of the environment, as host and port, that ask these hosts for it and find the addresses of their names. */
  proxies: z.array(z.string()),
  reads: reached,
  writes: reached,
  /** Variables of the environment, and where in the file their values go. */
  variables: z.array(
    z.object({
      name: z.string(),
      places: z.array(z.string()),
      /** Every imported file reads it; others have to be ticked. */
      isForAll: z.boolean(),
    }),
  ),
});
export type PipelineTouches = z.infer<typeof touches>;

const step = z.object({ kind: z.string(), text: z.string() });

const outline = z.object({
  id: z.string(),
  name: z.string(),
  guarantee: z.string(),
  /** `hasReplay`: it can be read from a replay instead of the network. */
  source: step.extend({ hasReplay: z.boolean() }),
  decode: z.string(),
  where: z.string().nullable(),
  /** Which share of the events passes, in words; null where all do. */
  sample: z.string().nullable(),
  /** What tells events apart, in words; null where each is another one. */
  dedupe: z.string().nullable(),
  /** How many pass in which time, in words; null where all do. */
  rateLimit: z.string().nullable(),
  /** What is looked up in Redis, in words; null where nothing is. */
  lookup: z.string().nullable(),
  /** The fields that events are made into; null where they stay as they are. */
  select: z.string().nullable(),
  groupBy: z.array(z.string()),
  /** Which rows are results; null where all are. */
  having: z.string().nullable(),
  window: z.string().nullable(),
  aggregates: z.array(z.string()),
  sinks: z.array(step),
  /** Time series and leaderboards it writes, for charts. */
  charts: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('timeSeries'),
        prefix: z.string(),
        total: z.string().nullable(),
        members: z.string().nullable(),
        sizeSeconds: z.number(),
      }),
      z.object({ kind: z.literal('leaderboard'), key: z.string(), epochKey: z.string() }),
    ]),
  ),
});
export type PipelineOutline = z.infer<typeof outline>;

const checked = z.object({
  problems: z.array(problem),
  pipelines: z.array(outline),
  touches,
  /** Where events go round among the pipelines of the file: no mistake, but seldom meant. */
  rounds: z.array(round),
});
export type CheckedPipelines = z.infer<typeof checked>;

/** A row of results: its values as they are shown. */
export const resultRow = z.object({
  /** Grows with every row of a run. */
  seq: count,
  pipeline: z.string(),
  start: timeMs,
  end: timeMs,
  key: z.string(),
  values: z.array(z.tuple([z.string(), z.string()])),
  open: z.boolean(),
});
export type ResultRow = z.infer<typeof resultRow>;

const sample = z.object({
  /** It is known by it as long as it is among the samples of its run. */
  ref: z.string(),
  at: timeMs,
  reason: z.string(),
  /** The member of its pipeline that it did not fit; of a late one `window.time.lateness`. */
  path,
  /** Its beginning, as text. */
  event: z.string(),
  from: z.string().nullable(),
  id: z.string().nullable(),
});
export type EventSample = z.infer<typeof sample>;

/** How far a pipeline is behind what there is to read; null is unknown. */
const lag = z.discriminatedUnion('kind', [
  /** Entries that the group has not been given yet, or elements of the list. */
  z.object({ kind: z.literal('entries'), entries: count.nullable() }),
  /** Between the newest entry of the stream and the one read last. */
  z.object({ kind: z.literal('behind'), ms: z.number().nullable() }),
  /** Events read and not yet processed. */
  z.object({ kind: z.literal('waiting'), waiting: count }),
]);

/** A transaction as redis-cli text: the last commands, shortened, and how many there are in all. */
export const transaction = z.object({ commands: z.array(z.string()), count });

/** What a run has counted. */
export const counters = {
  received: count,
  decoded: count,
  invalid: count,
  unmatched: count,
  matched: count,
  late: count,
  /** Known by their id; among the unmatched. */
  repeated: count,
  /** Over the rate; among the unmatched. */
  limited: count,
  emitted: count,
  flushes: count,
  gaps: count,
  dropped: count,
  overLimit: count,
};

export const pipelineFigures = z.object({
  id: z.string(),
  ...counters,
  openWindows: count,
  openGroups: count,
  unflushed: count,
  waiting: count,
  lag,
  lastFlushMs: z.number().nullable(),
  watermark: timeMs.nullable(),
  position: z.string().nullable(),
  problem: z.string().nullable(),
  /** Per second, over the last second or two. */
  receivedPerSecond: z.number(),
  matchedPerSecond: z.number(),
  emittedPerSecond: z.number(),
  invalidSamples: z.array(sample),
  lateSamples: z.array(sample),
  lastTransaction: transaction.nullable(),
});
export type PipelineFigures = z.infer<typeof pipelineFigures>;

const run = z.object({
  state: z.enum(runStates),
  offline: z.boolean(),
  connectionId: z.string(),
  startedAt: timeMs,
  endedAt: timeMs.nullable(),
  /** Why it ended, why it is started again, or what interrupted it. */
  error: z.string().nullable(),
  /** It did not start because open windows of the run before cannot go on after the file was edited: a start with `reset` drops them. */
  asksReset: z.boolean(),
  /** It has failed and waits to be started again: when the next attempt is due, and how many attempts in a row this makes. */
  restart: z.object({ at: timeMs, attempt: count }).nullable(),
  /** It was interrupted and goes on by itself once its connection is open. */
  resumes: z.boolean(),
  pipelines: z.array(pipelineFigures),
  /** The newest rows, newest last, at most 500. */
  rows: z.array(resultRow),
  /** Partial values of open windows, at most 500. */
  open: z.array(resultRow),
  log: z.array(z.object({ at: timeMs, text: z.string() })),
});
export type PipelineRunState = z.infer<typeof run>;

/** What an edit of a file does to one of its pipelines that run. */
const edited = z.object({
  id: z.string(),
  name: z.string(),
  /** `new` and `gone`: by its id. */
  change: z.enum(['same', 'changed', 'new', 'gone']),
  /** Members of the file that differ. */
  members: z.array(z.string()),
  /** For people, a sentence each: what restarts where, which state is kept or lost. */
  effects: z.array(z.string()),
});
export type EditedPipeline = z.infer<typeof edited>;

const named = z.object({ id: z.string() });
const edit = z.object({ id: z.string(), name: z.string().min(1).max(100), text: z.string().max(2 ** 20) });

export const pipelines = {
  watch: stream(none, z.array(listed)),
  read: query(
    named,
    z.object({ id: z.string(), name: z.string(), kind: z.enum(['recipe', 'own']), text: z.string() }),
  ),
  /** Keeps a file under its name, or over `id`; the text may have problems, which `check` tells. */
  save: query(
    z.object({
      id: z.string().optional(),
      name: z.string().min(1).max(100),
      text: z.string().max(2 ** 20),
      /** It comes from elsewhere: its first start has to be confirmed. */
      imported: z.boolean().default(false),
    }),
    named,
  ),
  remove: query(named, done),
  /** @param name of the file: what its pipeline is called where the text does not say it */
  check: query(z.object({ text: z.string().max(2 ** 20), name: z.string() }), checked),
  /** A project of Bytewax with the same results; without files where there are problems. @param name as for `check` */
  bytewaxProject: query(
    z.object({ text: z.string().max(2 ** 20), name: z.string() }),
    z.object({
      problems: z.array(problem),
      files: z.array(z.object({ path: z.string(), text: z.string() })),
      /** What follows in Bytewax for each pipeline, in words. */
      guarantees: z.array(z.object({ name: z.string(), text: z.string() })),
    }),
  ),
  /** @throws bad-input when the file has problems; conflict when it runs, or was imported and is not confirmed */
  start: query(
    z.object({
      id: z.string(),
      connectionId: z.string(),
      offline: z.boolean(),
      /** A person has seen what an imported file reaches, and lets it read these variables of the environment. */
      confirmed: z.object({ variables: z.array(z.string().max(200)).max(100) }).optional(),
      /** Open windows that the edited file cannot go on from are dropped, instead of refusing to start. */
      reset: z.boolean().default(false),
    }),
    done,
  ),
  pause: query(named, done),
  resume: query(named, done),
  /** Stops the senders and ends when all that they sent has been counted. */
  drain: query(named, done),
  /** Also gives up one that was interrupted. */
  stop: query(named, done),
  /**
   * What this text would do to the file that runs; nothing is changed.
   *
   * @throws not-found when it has not been started; conflict when it does not run
   */
  compare: query(edit, z.object({ problems: z.array(problem), pipelines: z.array(edited) })),
  /**
   * Keeps the text, ends the run in order and starts it again with it, on the same server.
   *
   * @throws as `save` and `start`; nothing is stopped where the text has problems. When the start fails the text is kept and nothing runs
   */
  apply: query(edit, done),
  /** Ends the wait before a pipeline that has failed is started again. */
  restartNow: query(named, done),
  /** The run of a pipeline file, about twice a second; null when it has not been started. */
  run: stream(named, run.nullable()),
  /**
   * A pipeline file, with what runs on the connection and is joined with it, as one picture, once a second; without `id` all that runs there. A file
   * with problems has none.
   */
  flow: stream(z.object({ id: z.string().nullable(), connectionId: z.string() }), flow),
};
