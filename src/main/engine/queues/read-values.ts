import { inflateSync } from 'node:zlib';
import { utf8Text } from '#shared/redis/text.ts';
import { isTime } from '#shared/time-range.ts';
import { parseJson } from '../json/parse-json.ts';

/** Readers of what frameworks write into their jobs. Nothing of it is trusted: what is not as expected is not known. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** More of one job is not read as JSON for a row. */
const MOST_JSON_BYTES = 8 * 2 ** 20;
const MOST_INFLATED_BYTES = 2 ** 20;

/** Null for anything but a JSON object. */
export function objectIn(value: Uint8Array | string | undefined): JsonObject | null {
  try {
    const text =
      typeof value === 'string' ? value : value && value.length <= MOST_JSON_BYTES ? utf8Text(value) : null;
    const parsed = parseJson(text ?? 'null');
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textIn(value: Uint8Array | undefined): string | null {
  return value && value.length > 0 ? Buffer.from(value).toString() : null;
}

export function stringOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
}

/** A count: a whole number from 0 on, in JSON or as text. */
export function countOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** Milliseconds since the epoch of seconds since the epoch, with a fraction or not. */
export function ofSeconds(value: unknown): number | null {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}

/** The same of milliseconds. */
export function ofMilliseconds(value: unknown): number | null {
  const time = ofSeconds(value);
  return time === null ? null : time / 1_000;
}

/** The same of ISO 8601, whose microseconds are more than a clock here shows. */
export function ofIso(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}

/** Null for what no date can hold. */
export function knownTime(time: number | null): number | null {
  return time !== null && isTime(time) ? time : null;
}

/** The text in zlib; null for anything else, and for what would be longer than a megabyte. */
export function inflatedText(value: Uint8Array | undefined): string | null {
  const bytes = inflated(value);
  return bytes && bytes.length > 0 ? utf8Text(bytes) : null;
}

export function inflated(value: Uint8Array | undefined): Buffer | null {
  try {
    return value ? inflateSync(value, { maxOutputLength: MOST_INFLATED_BYTES }) : null;
  } catch {
    return null;
  }
}

/** The first line of a trace, or, of Python's, its last: "ValueError: No paint". */
export function lastLineOf(text: string | null): string | null {
  return text?.trim().split('\n').at(-1)?.trim() ?? null;
}

/** What happened, in the order of time; what has no time stands where it is. */
export function historyOf(
  ...happened: (readonly [time: number | null, what: string])[]
): { time: number; what: string }[] {
  return happened
    .flatMap(([time, what]) => (time === null ? [] : [{ time, what }]))
    .sort((a, b) => a.time - b.time);
}
