import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { counters } from './pipelines.ts';
import { count, done, timeMs } from './values.ts';

/** So many runs of a file are kept, the newest ones. */
export const KEPT_RUNS = 50;

/** What one pipeline of a file has done in a run. */
const keptFigures = z.object({
  ...counters,
  /** Milliseconds since the Unix epoch; null where no event has said a time. */
  watermark: timeMs.nullable(),
  /** JSON; null where its source has none. */
  position: z.string().nullable(),
});
export type KeptFigures = z.infer<typeof keptFigures>;

/** A run that is over, as it is kept. */
export const keptRun = z.object({
  run: z.string(),
  /** What the file was called. */
  name: z.string(),
  startedAt: timeMs,
  /** Null where Millrace was killed while it ran: when that was is not known. */
  endedAt: timeMs.nullable(),
  /** When its figures were read: at its end, or some seconds before Millrace was killed. Null where they are not known. */
  seenAt: timeMs.nullable(),
  /** `done`: its sources had no more. `stopped`: by a person. `interrupted`: Millrace closed while it ran, or was killed. */
  end: z.enum(['done', 'stopped', 'failed', 'interrupted']),
  /** Why it failed, or what interrupted it. */
  error: z.string().nullable(),
  /** On the built-in replay. */
  offline: z.boolean(),
  /** How often it was started again after a failure; the figures are those since the last of these starts. */
  restarts: count,
  /** As it was called, and its address: it may have been removed since. */
  connection: z.object({ name: z.string(), server: z.string() }),
  /** Runs of the same text have the same one: SHA-256, as hex. */
  fileHash: z.string(),
  pipelines: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** In words. */
      guarantee: z.string(),
      /** Null where they are not known: Millrace was killed soon after the start. */
      figures: keptFigures.nullable(),
    }),
  ),
});
export type KeptRun = z.infer<typeof keptRun>;

const named = z.object({ id: z.string() });

/** The runs of a pipeline file that are over, across restarts of Millrace. Those of the command line are not among them. */
export const runHistory = {
  /** Newest first, at most `KEPT_RUNS`. `problem`: why earlier ones are missing, or newer ones are not kept. */
  watch: stream(named, z.object({ runs: z.array(keptRun), problem: z.string().nullable() })),
  /** The file that a run ran; null where it is no longer kept, because newer ones need the room. @throws not-found */
  file: query(named.extend({ run: z.string() }), z.object({ text: z.string().nullable() })),
  /** Forgets one run, or all. @throws conflict when another Millrace has the settings folder */
  forget: query(named.extend({ run: z.string().optional() }), done),
};
