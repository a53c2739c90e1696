import { encodeEntry, packEntries, type PreviewLimits } from '#shared/redis/entry-bytes.ts';
import { pageStartAfter, pageStartBefore } from '#shared/redis/stream-id.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import type { EntryBlock } from '#shared/contract/stream-values.ts';
import { asArray, asBuffer, asText } from '../connections/replies.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { RowFields } from '../decode/field-values.ts';
import { callAll, type Commands } from '../connections/commands.ts';
import { throwExplained } from './stream-info.ts';

/** An entry as Redis replied it: names and values in turn, in order, repeated names kept. */
export interface Entry {
  readonly id: string;
  readonly fields: readonly Buffer[];
}

export interface EntryRange {
  /** Bounds as XRANGE takes them, `start` below `end` also when read backwards. */
  start: string;
  end: string;
  reverse?: boolean;
}

/** Bytes read for one page before it is cut short: a page of ten-megabyte entries must not be a gigabyte. */
const PAGE_BYTES = 8 * 2 ** 20;
/** Entries read before their size is known. */
const FIRST_STEP = 16;
/** What a row shows: a line, and enough fields to choose columns from. */
const PREVIEW: PreviewLimits = { maxFields: 64, maxBytes: 256 };

export function entryOf(reply: Reply): Entry {
  const [id, fields] = asArray(reply);
  return { id: asText(id), fields: asArray(fields).map(asBuffer) };
}

export function sizeOf(entry: Entry): number {
  let size = 0;
  for (const part of entry.fields) size += part.length;
  return size;
}

/**
 * One page of a range, in the direction read. It has `count` entries unless the range ends or they are so large that fewer fill a page;
 * `complete` tells which. Always with COUNT: a range without one is as large as the stream.
 *
 * @see https://redis.io/docs/latest/commands/xrange/
 */
export async function readEntries(
  commands: Commands,
  key: Uint8Array,
  range: EntryRange,
  count: number,
): Promise<{ entries: Entry[]; complete: boolean }> {
  const entries: Entry[] = [];
  let { start, end } = range;
  let step = Math.min(FIRST_STEP, count);
  let bytes = 0;
  while (entries.length < count) {
    const wanted = Math.min(step, count - entries.length);
    const reply = await commands
      .send(rangeCommand(key, { start, end, reverse: range.reverse ?? false }, wanted))
      .catch(throwExplained);
    const page = asArray(reply).map(entryOf);
    for (const entry of page) {
      entries.push(entry);
      bytes += sizeOf(entry);
    }
    if (page.length < wanted) return { entries, complete: true };
    if (bytes >= PAGE_BYTES) break;
    const last = page.at(-1)!.id;
    const next = range.reverse ? pageStartBefore(last) : pageStartAfter(last);
    if (next === null) return { entries, complete: true };
    if (range.reverse) end = next;
    else start = next;
    step = Math.max(1, Math.floor((PAGE_BYTES - bytes) / Math.max(1, bytes / entries.length)));
  }
  return { entries, complete: false };
}

function rangeCommand(key: Uint8Array, { start, end, reverse }: EntryRange, count: number): Command {
  return reverse
    ? ['XREVRANGE', key, end, start, 'COUNT', count]
    : ['XRANGE', key, start, end, 'COUNT', count];
}

/**
 * The entries of these ids, null in the place of each that is not there: deleted or trimmed. Handed on in steps bounded by bytes, so that
 * the caller can forget each before the next is read.
 */
export async function* readEntriesById(
  commands: Commands,
  key: Uint8Array,
  ids: readonly string[],
): AsyncGenerator<{ from: number; entries: (Entry | null)[] }> {
  let step = FIRST_STEP;
  for (let from = 0; from < ids.length;) {
    const some = ids.slice(from, from + step);
    const replies = await callAll(
      commands,
      some.map((id): Command => ['XRANGE', key, id, id, 'COUNT', 1]),
    ).catch(throwExplained);
    const entries = replies.map(reply => {
      const [found] = asArray(reply);
      return found === undefined ? null : entryOf(found);
    });
    const bytes = entries.reduce((sum, entry) => sum + (entry ? sizeOf(entry) : 0), 0);
    yield { from, entries };
    from += some.length;
    step = Math.min(1_000, Math.max(1, Math.floor(PAGE_BYTES / Math.max(1, bytes / some.length))));
  }
}

/** The beginning of an entry, for a row. @param rows of the page that it is on */
export function previewOf(entry: Entry, rows: RowFields): Uint8Array<ArrayBuffer> {
  return encodeEntry(entry.id, rows.of(entry.fields), PREVIEW);
}

/** Previews for a page; an entry that is not there is an empty one. */
export function entryBlockOf(
  entries: readonly (Entry | null)[],
  decode: readonly FieldDecoding[] = [],
): EntryBlock {
  const rows = new RowFields(decode);
  return blockOfPreviews(
    entries.map(entry => ({ preview: entry && previewOf(entry, rows), size: entry ? sizeOf(entry) : 0 })),
  );
}

export function blockOfPreviews(rows: readonly { preview: Uint8Array | null; size: number }[]): EntryBlock {
  const pack = packEntries(rows.map(({ preview }) => preview ?? new Uint8Array(0)));
  return { ...pack, sizes: Float64Array.from(rows, ({ size }) => size) };
}
