import {
  formatStreamId,
  MAX_STREAM_ID,
  pageStartAfter,
  pageStartBefore,
  parseStreamId,
} from '#shared/redis/stream-id.ts';

/** Reads rows of a list ordered by id, from `start` to `end` inclusive, at most `count`, from `start` on. */
export type ReadForward<T> = (start: string, end: string, count: number) => Promise<T[]>;

const SECOND = 1_000n << 64n;

/** An id as one 128-bit number, so that a middle can be taken. */
const position = (id: string) => {
  const { ms, seq } = parseStreamId(id);
  return (ms << 64n) | seq;
};
const idAt = (position: bigint) => formatStreamId({ ms: position >> 64n, seq: position & (2n ** 64n - 1n) });

/**
 * The rows after an id, at most `count`. `-` reads from the first.
 */
export async function rowsAfter<T>(
  read: ReadForward<T>,
  after: string | undefined,
  count: number,
): Promise<T[]> {
  const start = after === undefined ? '-' : pageStartAfter(after);
  return start === null ? [] : read(start, '+', count);
}

/**
 * The last `count` rows before an id, or of the whole list, in the order of ids. XPENDING only reads forward, so the start of that page
 * must be found: first by steps back in time that grow, then by halving, until no more than `most` rows lie in between. Each look costs
 * at most `most` + 1 rows, whatever the length of the list.
 *
 * @param options.step how far back to look first, as a difference of positions: see `stepFor`
 */
export async function rowsBefore<T extends { id: string }>(
  read: ReadForward<T>,
  before: string | undefined,
  count: number,
  { most = Math.max(500, count * 4), step = SECOND }: { most?: number; step?: bigint } = {},
): Promise<T[]> {
  const end = before === undefined ? formatStreamId(MAX_STREAM_ID) : pageStartBefore(before);
  if (end === null) return [];
  /** Fewer than `count` rows from here on, or not looked yet. */
  let tooFew = position(end) + 1n;
  /** More than `most` rows from here on. */
  let tooMany: bigint | undefined;
  let back = step;
  for (;;) {
    const middle = tooMany === undefined ? tooFew - back : (tooMany + tooFew) / 2n;
    const start = middle < 0n ? 0n : middle;
    const rows = await read(idAt(start), end, most + 1);
    if (rows.length <= most) {
      if (rows.length >= count || start === 0n) return rows.slice(-count);
      tooFew = start;
      back *= 4n;
      continue;
    }
    // There are more than came. Where they stop is a better place to look from than any computed one: either the rest comes now, or
    // the page is further on.
    const stop = rows.pop()!;
    const rest = await read(stop.id, end, most + 1);
    if (rest.length <= most) return [...rows, ...rest].slice(-count);
    tooMany = position(stop.id);
  }
}

/** How far back to look first for `count` rows, when `total` of them lie between two ids: a little more than they take on average. */
export function stepFor(count: number, total: number, firstId: string, lastId: string): bigint {
  const span = position(lastId) - position(firstId);
  const step = (span * BigInt(count) * 3n) / (BigInt(Math.max(1, total)) * 2n);
  return step > 0n ? step : 1n;
}
