import { z } from 'zod';
import { utf8Text } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

/**
 * A recording is a JSONL file: a first line that says what it is, then one line per message in the order in which they were heard.
 *
 *     {"millrace":"recording","version":1,"startedAt":1700000000000}
 *     {"time":1700000000123,"channel":"orders","payload":"{\"id\":1}"}
 *     {"time":1700000000124,"channel":{"base64":"/wA="},"pattern":"*","payload":{"base64":"AP8="}}
 *
 * Times are milliseconds since the epoch. A byte string is a JSON string when it is valid UTF-8, else base64, so every byte comes back.
 */
export const RECORDING_VERSION = 1;

export interface RecordedMessage {
  /** When it was heard, in ms since the epoch. */
  time: number;
  channel: Buffer;
  /** The pattern that brought it; null when it came by the channel's name. */
  pattern: Buffer | null;
  payload: Buffer;
}

const bytesSchema = z
  .union([z.string(), z.object({ base64: z.base64() })])
  .transform(value => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.base64, 'base64')));

const messageSchema = z.object({
  time: z.number().finite(),
  channel: bytesSchema,
  pattern: bytesSchema.nullish().transform(value => value ?? null),
  payload: bytesSchema,
});

/** The first line of a recording, without a line end. */
export function recordingHead(startedAt: number): string {
  return JSON.stringify({ millrace: 'recording', version: RECORDING_VERSION, startedAt });
}

/** A message as a line, without a line end. */
export function recordingLine({ time, channel, pattern, payload }: RecordedMessage): string {
  const heard = pattern === null ? {} : { pattern: bytesJson(pattern) };
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
