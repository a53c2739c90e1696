import type { PendingFilter, PendingPage } from '#shared/contract/pending.ts';
import { bytesText } from '#shared/redis/text.ts';
import { engineNow } from '../../../lib/engine.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { keepEqual } from '../../../lib/keep-equal.ts';
import type { LoadPage } from '../cursor-row-source.ts';
import { entryOfBlock, type ShownEntry } from '../entry-text.ts';

/** A pending entry as the table shows it. */
export interface PendingRow {
  id: string;
  /** Empty when it has no owner. */
  consumer: string;
  consumerBytes: Uint8Array;
  /** -1 without an owner. */
  idleMs: number;
  deliveries: string;
  /** The server's clock less the idle time; null without an owner. */
  deliveredAt: number | null;
  /** Deleted or trimmed while pending; null where that may not be asked. */
  ghost: boolean | null;
  entry: ShownEntry | null;
  size: number;
}

/**
 * The clock is read beside the idle times, not with them: the same delivery would seem to move by some ms with each reading. It stays
 * where it was seen first. Keyed by entry and delivery count.
 */
export class DeliveryTimes {
  readonly #seen = new Map<string, number>();

  of(id: string, deliveries: string, at: number): number {
    const key = `${id} ${deliveries}`;
    const before = this.#seen.get(key);
    if (before !== undefined && Math.abs(before - at) < SAME_DELIVERY_MS) return before;
    if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
    this.#seen.set(key, at);
    return at;
  }
}

const SAME_DELIVERY_MS = 1_000;
const MOST_SEEN = 5_000;

/** The rows of a page as they are shown. */
export function rowsOf(
  { rows, names, entries, serverTime }: Pick<PendingPage, 'rows' | 'names' | 'entries' | 'serverTime'>,
  times: DeliveryTimes,
): PendingRow[] {
  return rows.map((row, index) => {
    const consumerBytes = names[row.consumer] ?? new Uint8Array();
    return {
      id: row.id,
      consumer: bytesText(consumerBytes),
      consumerBytes,
      idleMs: row.idleMs,
      deliveries: row.deliveries,
      deliveredAt: row.idleMs < 0 ? null : times.of(row.id, row.deliveries, serverTime - row.idleMs),
      ghost: row.ghost,
      entry: entryOfBlock(entries, index),
      size: entries.sizes[index] ?? 0,
    };
  });
}

/** An idle time that is copied is no older. */
const OLDEST_IDLE_MS = 60_000;

/** Whether nothing of a row that was read again looks other than before: idle times go on by themselves, and are shown the coarser the longer they are. */
export function isShownAlike(before: PendingRow, after: PendingRow): boolean {
  if (formatDuration(before.idleMs) !== formatDuration(after.idleMs)) return false;
  if (after.idleMs - before.idleMs >= OLDEST_IDLE_MS) return false;
  const aged = { ...before, idleMs: after.idleMs };
  return keepEqual(aged, after) === aged;
}

/** How far the search for matches of a filter has come. */
export interface SearchState {
  scanned: number;
  matched: number;
}

/** Calls that a filter may take for one page before it shows what it has and goes on with the next one. */
const CALLS_PER_PAGE = 20;

/** Pages of a group's pending entries. A filter that matches little looks on until a page is full or the list ends. */
export function pendingLoader(
  connectionId: string,
  key: Uint8Array,
  group: Uint8Array,
  filter: PendingFilter,
  onSearch: (found: SearchState) => void,
): LoadPage<PendingRow> {
  const search: SearchState = { scanned: 0, matched: 0 };
  const times = new DeliveryTimes();
  return async (cursor, count, signal, again) => {
    const backward = 'before' in cursor;
    let resume: string | null = backward ? (cursor.before ?? LAST) : cursor.after;
    let rows: PendingRow[] = [];
    for (let call = 0; call < CALLS_PER_PAGE; call++) {
      const place = resume === null ? {} : backward ? { before: resume } : { after: resume };
      const page = await engineNow().pending.page(
        { connectionId, key, group, filter, count: count - rows.length, ...place },
        { signal },
      );
      rows = backward ? [...rowsOf(page, times), ...rows] : [...rows, ...rowsOf(page, times)];
      if (!again) {
        search.scanned += page.scanned;
        search.matched += page.rows.length;
        onSearch({ ...search });
      }
      resume = page.resume;
      if (resume === null || rows.length >= count) break;
    }
    return { rows, more: resume !== null, resume: resume ?? undefined };
  };
}

const LAST = '18446744073709551615-18446744073709551615';
