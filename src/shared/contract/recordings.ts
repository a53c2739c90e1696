import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { feedFilterSchema } from './feeds.ts';
import { jobFields, jobId } from './jobs.ts';
import { bytes, count, done, none, timeMs } from './values.ts';

const runningRecording = z.object({
  name: z.string(),
  /** Whose messages are recorded. */
  connectionId: z.string(),
  feedId: z.string(),
  startedAt: timeMs,
  /** In the file. */
  messages: count,
  /** Of the file. */
  bytes: count,
  /** Disconnections noted in it. */
  gaps: count,
  /** Messages that were heard and are not in the file: it could not be written, or not fast enough. */
  lost: count,
  /** Why the newest of them could not be written; null while all is well. */
  problem: z.string().nullable(),
});
export type RunningRecording = z.infer<typeof runningRecording>;

const recordingFile = z.object({
  name: z.string(),
  /** On the machine where Millrace runs. */
  path: z.string(),
  bytes: count,
  /** Null for what the file does not say: it was cut short, or is not a recording of this version; `problem` then says so. */
  startedAt: timeMs.nullable(),
  endedAt: timeMs.nullable(),
  messages: count.nullable(),
  gaps: count.nullable(),
  lost: count.nullable(),
  problem: z.string().nullable(),
});
export type RecordingFile = z.infer<typeof recordingFile>;

const recordingsState = z.object({
  /** For people. */
  folder: z.string(),
  running: z.array(runningRecording),
  /** Those that are complete, newest first. */
  files: z.array(recordingFile),
  /** Why the folder cannot be read. */
  problem: z.string().nullable(),
});
export type RecordingsState = z.infer<typeof recordingsState>;

const exportProgress = z.object({
  ...jobFields,
  /** Of the recording; null before it is made. */
  name: z.string().nullable(),
  /** Messages in the file so far, of so many. */
  messages: count,
  total: count,
  bytes: count,
  /** Messages that left the feed before they were written. */
  lost: count,
});
export type ExportProgress = z.infer<typeof exportProgress>;

const named = z.object({ name: z.string() });

/** Feeds kept as files, in the format of `recording-line.ts`. A name is that of a file, without its ending. */
export const recordings = {
  watch: stream(none, recordingsState),
  /**
   * Records what the connection hears from now on, until it is stopped or the connection is closed. Null names it after the time.
   *
   * @throws conflict when the connection is being recorded, or the name is taken; bad-input for a name that cannot be a file's
   */
  start: query(z.object({ connectionId: z.string(), name: z.string().nullable() }), named),
  /** Ends it when all that was heard until now is in the file. */
  stop: query(named, done),
  /**
   * Writes the retained messages of a feed, those that match where there is a filter, into a new recording: a job. It leaves no file unless
   * it is done.
   */
  export: stream(
    z.object({
      jobId,
      feedId: z.string(),
      filter: feedFilterSchema.nullable(),
      name: z.string().nullable(),
    }),
    exportProgress,
  ),
  /** A part of the file, shorter than asked at its end. */
  read: query(
    z.object({
      name: z.string(),
      offset: count,
      length: z
        .number()
        .int()
        .min(1)
        .max(2 ** 20),
    }),
    z.object({ bytes, size: count }),
  ),
  /**
   * Keeps a file that was handed over (`uploads`) among the recordings, under the name or one like it.
   *
   * @throws bad-input when it is no recording; conflict when it is one of a newer version
   */
  import: query(z.object({ uploadId: z.string(), name: z.string() }), named),
  rename: query(z.object({ name: z.string(), to: z.string() }), done),
  delete: query(named, done),
  /** Has the system's file manager show it. @throws unsupported where there is no desktop */
  showInFolder: query(named, done),
};
