import type { PendingSurvey } from '#shared/contract/pending.ts';
import type { Commands } from '../connections/commands.ts';
import { readPending, readPendingTotals, type PendingEntry } from './pending-list.ts';
import { rowsAfter } from './pending-paging.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where the bars of idle times begin, in ms: from "just now" to "forgotten". */
const idleEdges = [
  ...[0, 1, 2, 5, 10, 15, 20, 25, 30, 40, 50].map(seconds => seconds * SECOND),
  ...[1, 1.5, 2, 2.5, 3, 4, 5, 7, 10, 15, 20, 30, 45].map(minutes => minutes * MINUTE),
  ...[1, 2, 4, 8, 12].map(hours => hours * HOUR),
  ...[1, 2, 7, 30].map(days => days * DAY),
];
const deliveryEdges = [0, 1, 2, 3, 4, 5, 10, 20, 50, 100, 1_000];

/** Rows per look. A look holds the server for about a millisecond. */
const STEP = 2_000;
const REPORT_EVERY_MS = 150;

/**
 * Walks all pending entries of a group once and counts them by idle time, deliveries and owner. The counts are exact for the list as it
 * was passed; memory does not grow with its length.
 */
export async function* surveyPending(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<PendingSurvey> {
  const { total } = await readPendingTotals(commands, key, group);
  const idle = new Float64Array(idleEdges.length);
  const deliveries = new Float64Array(deliveryEdges.length);
  const consumers = new Map<string, { name: Buffer; pending: number; longestIdleMs: number }>();
  let scanned = 0;
  let ownerless = 0;
  let longestIdleMs: number | null = null;
  let mostDeliveries: bigint | null = null;

  function add(row: PendingEntry): void {
    scanned++;
    const count = BigInt(row.deliveries);
    if (mostDeliveries === null || count > mostDeliveries) mostDeliveries = count;
    deliveries[barOf(deliveryEdges, Number(count))]!++;
    if (row.consumer.length === 0) ownerless++;
    if (row.idleMs >= 0) {
      idle[barOf(idleEdges, row.idleMs)]!++;
      longestIdleMs = Math.max(longestIdleMs ?? 0, row.idleMs);
    }
    const name = row.consumer.toString('latin1');
    let consumer = consumers.get(name);
    if (!consumer) consumers.set(name, (consumer = { name: row.consumer, pending: 0, longestIdleMs: 0 }));
    consumer.pending++;
    consumer.longestIdleMs = Math.max(consumer.longestIdleMs, row.idleMs);
  }

  const report = (finished: boolean): PendingSurvey => ({
    scanned,
    total,
    finished,
    idle: { edges: Float64Array.from(idleEdges), counts: idle.slice() },
    deliveries: { edges: Float64Array.from(deliveryEdges), counts: deliveries.slice() },
    ownerless,
    longestIdleMs,
    mostDeliveries: mostDeliveries?.toString() ?? null,
    consumers: Array.from(consumers.values(), ({ name, pending, longestIdleMs }) => ({
      name,
      pending,
      longestIdleMs,
    })),
  });

  let reportedAt = performance.now();
  for (let after: string | undefined; ;) {
    signal.throwIfAborted();
    const rows = await rowsAfter(
      (start, end, count) => readPending(commands, { key, group }, start, end, count),
      after,
      STEP,
    );
    rows.forEach(add);
    if (rows.length < STEP) break;
    after = rows.at(-1)!.id;
    if (performance.now() - reportedAt < REPORT_EVERY_MS) continue;
    yield report(false);
    reportedAt = performance.now();
  }
  yield report(true);
}

/** The last bar that begins at or below the value. */
function barOf(edges: readonly number[], value: number): number {
  let bar = edges.length - 1;
  while (bar > 0 && edges[bar]! > value) bar--;
  return bar;
}
