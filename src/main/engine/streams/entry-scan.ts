import type { EntryScanFrame } from '#shared/contract/streams.ts';
import type { Condition } from '#shared/contract/condition.ts';
import { pageStartAfter, pageStartBefore } from '#shared/redis/stream-id.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import { EntryCondition } from '../conditions/entry-condition.ts';
import { RowFields } from '../decode/field-values.ts';
import type { Commands } from '../connections/commands.ts';
import { blockOfPreviews, previewOf, readEntries, sizeOf, type Entry, type EntryRange } from './entries.ts';

const PAGE = 1_000;
/** Between two reports: a person reads no faster, and a fast scan is not held up by them. */
const REPORT_EVERY_MS = 100;

/** Pages of a range, one after the other, until it ends. Each is bounded in entries and bytes, so a walk costs no memory. */
export async function* walkEntries(
  commands: Commands,
  key: Uint8Array,
  range: EntryRange,
  signal: AbortSignal,
): AsyncGenerator<Entry[]> {
  let { start, end } = range;
  for (;;) {
    signal.throwIfAborted();
    const { entries, complete } = await readEntries(commands, key, { ...range, start, end }, PAGE);
    if (entries.length > 0) yield entries;
    if (complete) return;
    const last = entries.at(-1)!.id;
    const next = range.reverse ? pageStartBefore(last) : pageStartAfter(last);
    if (next === null) return;
    if (range.reverse) end = next;
    else start = next;
  }
}

/**
 * Looks for entries that match, until `wanted` are found or the range ends; reports what it scanned and matched on the way. It stops when
 * the reader leaves.
 */
export async function* scanEntries(
  commands: Commands,
  key: Uint8Array,
  range: EntryRange,
  filter: Condition,
  { wanted, decode = [] }: { wanted: number; decode?: readonly FieldDecoding[] },
  signal: AbortSignal,
): AsyncGenerator<EntryScanFrame> {
  const condition = await EntryCondition.open(filter, decode);
  let rows = new RowFields(decode);
  let found: { preview: Uint8Array; size: number }[] = [];
  let scanned = 0;
  let matched = 0;
  let at: string | null = null;
  let reportedAt = performance.now();
  const report = (finished: boolean): EntryScanFrame => {
    const frame = {
      scanned,
      matched,
      entries: blockOfPreviews(found),
      at,
      finished,
      failed: condition.failed,
      failure: condition.failure,
    };
    found = [];
    rows = new RowFields(decode);
    reportedAt = performance.now();
    return frame;
  };
  try {
    for await (const entries of walkEntries(commands, key, range, signal)) {
      const matching = await condition.matching(key, entries);
      for (const [index, entry] of entries.entries()) {
        scanned++;
        at = entry.id;
        if (!matching[index]) continue;
        matched++;
        found.push({ preview: previewOf(entry, rows), size: sizeOf(entry) });
        if (matched === wanted) {
          yield report(false);
          return;
        }
      }
      if (performance.now() - reportedAt >= REPORT_EVERY_MS) yield report(false);
    }
    yield report(true);
  } finally {
    condition.close();
  }
}
