import type { PendingFilter, SortedPending } from '#shared/contract/pending.ts';
import { Denials } from '../connections/denials.ts';
import { blockOfPreviews, previewOf, sizeOf } from './entries.ts';
import type { Commands } from '../connections/commands.ts';
import { readPendingTotals, type PendingEntry } from './pending-list.ts';
import { columnsOf, readableEntries, type FoundRow } from './pending-page.ts';
import { RowFields } from '../decode/field-values.ts';
import { matchingPending } from './pending-walk.ts';
import { readServerTime } from './server-time.ts';

export interface SortRequest {
  key: Uint8Array;
  group: Uint8Array;
  filter: PendingFilter;
  by: 'idle' | 'deliveries';
  direction: 'ascending' | 'descending';
  count: number;
  maxScanned: number;
}

/** The pending entries that are first by idle time or deliveries, among those that the bound lets us look at. Reads only. */
export async function readSortedPending(
  commands: Commands,
  request: SortRequest,
  signal: AbortSignal,
): Promise<SortedPending> {
  const { key, group, count, maxScanned } = request;
  const { total } = await readPendingTotals(commands, key, group);
  const order = orderOf(request);
  let first: Timed[] = [];
  let scanned = 0;
  let matched = 0;
  let serverTime = 0;
  for await (const step of matchingPending(commands, request, request.filter)) {
    signal.throwIfAborted();
    // A long walk takes seconds: idle times of its first step and of its last are comparable by when the deliveries were.
    serverTime = await readServerTime(commands);
    scanned += step.scanned;
    matched += step.rows.length;
    const timed = step.rows.map(row => ({
      row,
      deliveredAt: row.idleMs < 0 ? null : serverTime - row.idleMs,
    }));
    // Rows come in the order of ids, and sorting keeps that among equal ones.
    first = [...first, ...timed].sort(order).slice(0, count);
    if (scanned >= maxScanned) break;
  }
  const denials = new Denials();
  const fields = new RowFields(request.filter.decode);
  const found: FoundRow[] = [];
  const ids = first.map(({ row }) => row.id);
  for await (const { entries } of readableEntries(commands, key, ids, denials)) {
    for (const entry of entries) {
      const { row, deliveredAt } = first[found.length]!;
      const idleMs = deliveredAt === null ? -1 : Math.max(0, Math.round(serverTime - deliveredAt));
      found.push({
        row: { ...row, idleMs },
        preview: entry ? previewOf(entry, fields) : entry,
        size: entry ? sizeOf(entry) : 0,
      });
    }
  }
  return {
    serverTime,
    ...columnsOf(found),
    entries: blockOfPreviews(found.map(({ preview, size }) => ({ preview: preview ?? null, size }))),
    scanned,
    matched,
    total,
    missing: denials.commands,
  };
}

interface Timed {
  row: PendingEntry;
  /** Null without an owner. */
  deliveredAt: number | null;
}

function orderOf({ by, direction }: SortRequest): (a: Timed, b: Timed) => number {
  const sign = direction === 'ascending' ? 1 : -1;
  if (by === 'deliveries') return (a, b) => sign * compareCounts(a.row.deliveries, b.row.deliveries);
  return (a, b) =>
    a.deliveredAt === null || b.deliveredAt === null
      ? Number(a.deliveredAt === null) - Number(b.deliveredAt === null)
      : sign * (b.deliveredAt - a.deliveredAt);
}

/** Counts up to 2^63-1 as text: of the same length they are in the order of their digits. */
function compareCounts(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}
