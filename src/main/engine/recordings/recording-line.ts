import { z } from 'zod';
import { utf8Text } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

/**
 * A recording is a JSONL file: a first line that says what it is, then one line per message in the order in which they were heard.
 *
 *     {"millrace":"recording","version":1,"startedAt":1700000000000}
 *     {"time":1700000000123,"channel":"orders","payload":"{\"id\":1}"}
 *     {"time":1700000000124,"channel":{"base64":"/wA="},"pattern":"*","payload":{"base64":"AP8="}}
 *     {"time":1700000000125,"channel":"invoices","sharded":true,"payload":"paid"}
 *     {"gap":{"startedAt":1700000000200,"endedAt":1700000003400,"reason":"server closed the connection"}}
 *     {"lost":{"messages":12,"reason":"no space left on the disk"}}
 *     {"end":{"time":1700000009000,"messages":2,"gaps":1,"lost":12}}
 *
 * The last three are notes: what is not in the file, and its figures at the end. A reader of messages skips them (`isRecordingNote`). Times are milliseconds since the epoch. A byte string is a JSON string when it is valid UTF-8, else base64, so every byte comes back.
 */
const RECORDING_VERSION = 1;

export interface RecordedMessage {
  /** When it was heard, in ms since the epoch. */
  time: number;
  channel: Buffer;
  /** The pattern that brought it; null when it came by the channel's name. */
  pattern: Buffer | null;
  /** Its channel is a sharded one. */
  sharded: boolean;
  payload: Buffer;
}

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

const noteSchema = z.union([
  z.object({
    gap: z.object({ startedAt: z.number(), endedAt: z.number().nullable(), reason: z.string() }),
  }),
  z.object({ lost: z.object({ messages: z.number(), reason: z.string() }) }),
  z.object({
    end: z.object({ time: z.number(), messages: z.number(), gaps: z.number(), lost: z.number() }),
  }),
]);
/** What a recording says about itself between its messages and at its end. */
export type RecordingNote = z.infer<typeof noteSchema>;

/** The first line of a recording, without a line end. */
export function recordingHead(startedAt: number): string {
  return JSON.stringify({ millrace: 'recording', version: RECORDING_VERSION, startedAt });
}

/** A note as a line, without a line end. */
export function recordingNote(note: RecordingNote): string {
  return JSON.stringify(note);
}

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

/** A message as a line, without a line end. */
export function recordingLine({ time, channel, pattern, sharded, payload }: RecordedMessage): string {
  const heard = { ...(pattern && { pattern: bytesJson(pattern) }), ...(sharded && { sharded }) };
  return JSON.stringify({ time, channel: bytesJson(channel), ...heard, payload: bytesJson(payload) });
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

function bytesJson(bytes: Buffer): string | { base64: string } {
  return utf8Text(bytes) ?? { base64: bytes.toString('base64') };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
