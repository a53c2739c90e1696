import { utf8Text } from '#shared/redis/text.ts';

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
export const RECORDING_VERSION = 1;

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

/** What a recording says about itself between its messages and at its end. */
export type RecordingNote =
  | { gap: { startedAt: number; endedAt: number | null; reason: string } }
  | { lost: { messages: number; reason: string } }
  | { end: { time: number; messages: number; gaps: number; lost: number } };

/** The first line of a recording, without a line end. */
export function recordingHead(startedAt: number): string {
  return JSON.stringify({ millrace: 'recording', version: RECORDING_VERSION, startedAt });
}

/** A note as a line, without a line end. */
export function recordingNote(note: RecordingNote): string {
  return JSON.stringify(note);
}

/** A message as a line, without a line end. */
export function recordingLine({ time, channel, pattern, sharded, payload }: RecordedMessage): string {
  const heard = { ...(pattern && { pattern: bytesJson(pattern) }), ...(sharded && { sharded }) };
  return JSON.stringify({ time, channel: bytesJson(channel), ...heard, payload: bytesJson(payload) });
}

function bytesJson(bytes: Buffer): string | { base64: string } {
  return utf8Text(bytes) ?? { base64: bytes.toString('base64') };
}
