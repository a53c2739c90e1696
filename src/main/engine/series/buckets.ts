import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import { readServerTime } from '../streams/server-time.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';

/** Hashes with more fields are not read whole: a chart asks every second. */
export const MAX_WHOLE_FIELDS = 4_000;

/** A row of equal stretches of time, the newest of them still open. */
export interface Buckets {
  /** The server's time, milliseconds since the Unix epoch. */
  now: number;
  /** Unix seconds of the first start. */
  first: number;
  sizeSeconds: number;
  count: number;
}

/** The buckets up to the server's own time, as many as are asked for unless time itself has had fewer. */
export async function newestBuckets(
  { client }: Connection,
  sizeSeconds: number,
  count: number,
): Promise<Buckets> {
  const now = await readServerTime(client);
  const current = Math.floor(now / 1_000 / sizeSeconds);
  // None begins before 1970.
  const kept = Math.min(count, current + 1);
  return { now, first: (current - (kept - 1)) * sizeSeconds, sizeSeconds, count: kept };
}

/**
 * Whether a hash is small enough to be read whole.
 *
 * @param length the reply to HLEN. Of a key of another type the reading itself says so; a size that may not be asked for may be any.
 */
export function isWhole(length: Reply | MillraceError, most: number): boolean {
  if (length instanceof MillraceError) return length.code !== 'denied';
  return asNumber(length) <= most;
}

/** Reads a hash whose fields are unix seconds: the whole of it, or the fields that are starts of buckets. */
export function readHash(key: string, whole: boolean, { first, sizeSeconds, count }: Buckets): Command {
  if (whole) return ['HGETALL', key];
  return ['HMGET', key, ...Array.from({ length: count }, (_, index) => first + index * sizeSeconds)];
}

/**
 * What falls into each bucket, added up; null where nothing does. Fields and values that are no numbers are left out.
 *
 * @param reply to the command of `readHash`
 */
export function valuesOf(reply: Reply, whole: boolean, { first, sizeSeconds, count }: Buckets) {
  if (!whole) return asArray(reply).map(numberOrNull);
  const values = Array.from({ length: count }, (): number | null => null);
  const flat = asArray(reply);
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const time = secondsOf(flat[index]!);
    const value = numberOrNull(flat[index + 1]!);
    if (time === null || value === null) continue;
    const place = Math.floor((time - first) / sizeSeconds);
    if (place >= 0 && place < count) values[place] = (values[place] ?? 0) + value;
  }
  return values;
}

/** Unix seconds; null for a field that is something else. */
export function secondsOf(field: Reply): number | null {
  const text = asText(field);
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function numberOrNull(reply: Reply): number | null {
  if (reply === null) return null;
  const text = asText(reply);
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
