import { MillraceError } from '../rpc/errors.ts';
import { isTime } from '../time-range.ts';

/**
 * The id of a stream entry: two unsigned 64-bit numbers, milliseconds and a sequence number, ordered as a pair
 * (https://redis.io/docs/latest/develop/data-types/streams/#entry-ids). They exceed what a JS number holds, so they are bigints here
 * and text everywhere else.
 */
export interface StreamId {
  readonly ms: bigint;
  readonly seq: bigint;
}

const MAX_U64 = 2n ** 64n - 1n;

export const MIN_STREAM_ID: StreamId = { ms: 0n, seq: 0n };
export const MAX_STREAM_ID: StreamId = { ms: MAX_U64, seq: MAX_U64 };

/** What Redis takes as an id, in one sentence for the person who typed something else. */
const ALLOWED =
  'An id is milliseconds, a hyphen and a sequence number, each from 0 to 18446744073709551615: 1526919030474-0.';

/**
 * Reads an id. `1526919030474` alone means the first id of that millisecond, or the last when `missingSeq` says so, as in XRANGE.
 *
 * @throws {MillraceError} `bad-input`, saying what is wrong and what is allowed
 */
export function parseStreamId(text: string, missingSeq: bigint = 0n): StreamId {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) throw invalid(text, 'is not a stream id');
  const ms = BigInt(match[1]!);
  const seq = match[2] === undefined ? missingSeq : BigInt(match[2]);
  if (ms > MAX_U64) throw invalid(text, 'has more milliseconds than 64 bits hold');
  if (seq > MAX_U64) throw invalid(text, 'has a larger sequence number than 64 bits hold');
  return { ms, seq };
}

export function formatStreamId(id: StreamId): string {
  return `${id.ms}-${id.seq}`;
}

/** Negative when `a` comes before `b`, positive when after, 0 when they are the same. */
export function compareStreamIds(a: StreamId, b: StreamId): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  if (a.seq !== b.seq) return a.seq < b.seq ? -1 : 1;
  return 0;
}

/** The id right after this one, or null after the greatest. `5-18446744073709551615` is followed by `6-0`. */
export function nextStreamId(id: StreamId): StreamId | null {
  if (id.seq < MAX_U64) return { ms: id.ms, seq: id.seq + 1n };
  return id.ms < MAX_U64 ? { ms: id.ms + 1n, seq: 0n } : null;
}

/** The id right before this one, or null before `0-0`. */
export function previousStreamId(id: StreamId): StreamId | null {
  if (id.seq > 0n) return { ms: id.ms, seq: id.seq - 1n };
  return id.ms > 0n ? { ms: id.ms - 1n, seq: MAX_U64 } : null;
}

/**
 * Where the page after `lastId` starts: the next id *inclusive*, for XRANGE and XPENDING alike. The exclusive form `(id` means the same
 * but exists only since 6.2, and exclusive *and* one further skips an entry.
 *
 * @returns null when nothing can come after it
 */
export function pageStartAfter(lastId: string): string | null {
  const next = nextStreamId(parseStreamId(lastId));
  return next && formatStreamId(next);
}

/** Where a page read backwards from before `firstId` starts, inclusive; null when nothing can come before it. */
export function pageStartBefore(firstId: string): string | null {
  const previous = previousStreamId(parseStreamId(firstId));
  return previous && formatStreamId(previous);
}

/** April 1970: below it are numbers that count (Centrifugo's offsets 1-0, 2-0), or seconds since the epoch. */
const EARLIEST_MS = 10_000_000_000n;

/** The time in an id, in ms since the epoch, or null where it cannot be one: ids may be chosen freely. */
export function timeOfStreamId(text: string): number | null {
  const { ms } = parseStreamId(text);
  return ms >= EARLIEST_MS && isTime(Number(ms)) ? Number(ms) : null;
}

/** The first id an entry of this time can have. */
export function firstIdAtTime(timeMs: number): string {
  return `${Math.max(0, Math.floor(timeMs))}-0`;
}

/**
 * Checks a bound of XRANGE, XREVRANGE or XPENDING as typed and returns it: `-`, `+`, an id, milliseconds, or one of these ids with `(`
 * in front, which excludes it (https://redis.io/docs/latest/commands/xrange/).
 *
 * @throws {MillraceError} `bad-input`
 */
export function parseRangeBound(text: string): string {
  const bound = text.trim();
  if (bound === '-' || bound === '+') return bound;
  try {
    parseStreamId(bound.startsWith('(') ? bound.slice(1) : bound);
  } catch (error) {
    const reason = error instanceof MillraceError ? error.message : String(error);
    throw new MillraceError(
      'bad-input',
      `${reason} A bound may also be - (the first entry), + (the last), milliseconds alone, or ( and an id to exclude it.`,
    );
  }
  return bound;
}

/**
 * Checks an id for XADD as typed and returns it: `*`, milliseconds and `-*`, or an explicit id other than 0-0
 * (https://redis.io/docs/latest/commands/xadd/).
 *
 * @throws {MillraceError} `bad-input`
 */
export function parseNewEntryId(text: string): string {
  const id = text.trim();
  if (id === '*') return id;
  try {
    const { ms, seq } = parseStreamId(id.endsWith('-*') ? id.slice(0, -2) : id);
    if (!id.endsWith('-*') && ms === 0n && seq === 0n)
      throw new MillraceError('bad-input', '0-0 is not the id of an entry: ids start at 0-1.');
    return id;
  } catch (error) {
    const reason = error instanceof MillraceError ? error.message : String(error);
    throw new MillraceError(
      'bad-input',
      `${reason} A new entry may also have * (now), or milliseconds and -* (the next sequence number in that millisecond, 7.0+).`,
    );
  }
}

function invalid(text: string, why: string): MillraceError {
  return new MillraceError('bad-input', `"${text.slice(0, 60)}" ${why}. ${ALLOWED}`);
}
