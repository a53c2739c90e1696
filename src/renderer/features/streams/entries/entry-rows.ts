import { formatStreamId, nextStreamId, parseStreamId, previousStreamId } from '#shared/redis/stream-id.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import type { EntryBlock } from '#shared/contract/stream-values.ts';
import { engineNow } from '../../../lib/engine.ts';
import type { LoadPage } from '../cursor-row-source.ts';
import { entryOfBlock, type ShownEntry } from '../entry-text.ts';

/** An entry as the table shows it. */
export interface EntryRow extends ShownEntry {
  /** Bytes of all names and values. */
  size: number;
}

export function rowsOfBlock(block: EntryBlock): EntryRow[] {
  return Array.from(block.ends, (_, index) => entryOfBlock(block, index))
    .filter(entry => entry !== null)
    .map((entry, index) => Object.assign(entry, { size: block.sizes[index] ?? 0 }));
}

/** Bounds of a range as typed for XRANGE. */
export interface TypedRange {
  start: string;
  end: string;
}

/** Pages of a stream, or of a range of it, by id in both directions. */
export function entryLoader(
  connectionId: string,
  key: Uint8Array,
  range: TypedRange,
  decode: FieldDecoding[] = [],
): LoadPage<EntryRow> {
  return async (cursor, count, signal) => {
    const reverse = 'before' in cursor;
    const bounds = reverse
      ? { ...range, end: beforeOf(cursor.before, range.end) }
      : { ...range, start: afterOf(cursor.after, range.start) };
    if (bounds.start === null || bounds.end === null) return { rows: [], more: false };
    const { start, end } = bounds as TypedRange;
    const page = await engineNow().streams.entries(
      { connectionId, key, start, end, reverse, count, decode },
      { signal },
    );
    const rows = rowsOfBlock(page.entries);
    return { rows: reverse ? rows.reverse() : rows, more: !page.complete };
  };
}

function afterOf(id: string | null, start: string): string | null {
  if (id === null) return start;
  const next = nextStreamId(parseStreamId(id));
  return next && formatStreamId(next);
}

function beforeOf(id: string | null, end: string): string | null {
  if (id === null) return end;
  const previous = previousStreamId(parseStreamId(id));
  return previous && formatStreamId(previous);
}
