import { z } from 'zod';
import { MillraceError } from '#shared/rpc/errors.ts';
import { RECORDING_VERSION, type RecordedMessage, type RecordingNote } from './recording-line.ts';

/**
 * Reads the lines that `recording-line.ts` writes. It stands apart from that, so that the threads that write recordings load no zod.
 */

const bytesSchema = z
  .union([z.string(), z.object({ base64: z.base64() })])
  .transform(value => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.base64, 'base64')));

const messageSchema = z.object({
  time: z.number().finite(),
  channel: bytesSchema,
  pattern: bytesSchema.nullish().transform(value => value ?? null),
  sharded: z.boolean().default(false),
  payload: bytesSchema,
});

const noteSchema: z.ZodType<RecordingNote> = z.union([
  z.object({
    gap: z.object({ startedAt: z.number(), endedAt: z.number().nullable(), reason: z.string() }),
  }),
  z.object({ lost: z.object({ messages: z.number(), reason: z.string() }) }),
  z.object({
    end: z.object({ time: z.number(), messages: z.number(), gaps: z.number(), lost: z.number() }),
  }),
]);

/** Whether a line tells something about the recording instead of being a message. */
export function isRecordingNote(line: string): boolean {
  return readRecordingNote(line) !== undefined;
}

/** The note of a line; undefined for any other line. */
export function readRecordingNote(line: string): RecordingNote | undefined {
  if (!/^\s*\{\s*"(?:gap|lost|end)"/.test(line)) return undefined;
  const note = noteSchema.safeParse(jsonOf(line));
  return note.success ? note.data : undefined;
}

/**
 * Whether a file's first line is that of a recording.
 *
 * @throws {MillraceError} `conflict` for a recording of a newer version, which is never half-read
 */
export function isRecordingHead(line: string): boolean {
  const head = z.object({ millrace: z.literal('recording'), version: z.number() }).safeParse(jsonOf(line));
  if (!head.success) return false;
  if (head.data.version > RECORDING_VERSION) {
    throw new MillraceError(
      'conflict',
      `The recording is of version ${head.data.version}; this Millrace knows up to ${RECORDING_VERSION}. Update Millrace.`,
    );
  }
  return true;
}

/** @throws {MillraceError} `bad-input` for a line that is not a message of a recording */
export function readRecordingLine(line: string): RecordedMessage {
  const message = messageSchema.safeParse(jsonOf(line));
  if (message.success) return message.data;
  const [issue] = message.error.issues;
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw new MillraceError(
    'bad-input',
    `It is not a recorded message${where}: ${issue?.message ?? 'unreadable'}.`,
  );
}

/** When a recording began, by its first line; undefined for another file. @throws {MillraceError} `conflict`, as `isRecordingHead` */
export function recordingStart(line: string): number | undefined {
  if (!isRecordingHead(line)) return undefined;
  const head = z.object({ startedAt: z.number() }).safeParse(jsonOf(line));
  return head.success ? head.data.startedAt : undefined;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
