import type { PendingFilter, PendingPage, PendingRow } from '#shared/contract/pending.ts';
import type { ConditionMeta } from '../conditions/condition.ts';
import { EntryCondition } from '../conditions/entry-condition.ts';
import { blockOfPreviews, previewOf, readEntriesById, sizeOf, type Entry } from './entries.ts';
import type { Commands } from '../connections/commands.ts';
import { RowFields } from '../decode/field-values.ts';
import { Denials } from '../connections/denials.ts';
import { readPending, readPendingTotals, type PendingEntry, type PendingList } from './pending-list.ts';
import { rowsAfter, rowsBefore, stepFor } from './pending-paging.ts';
import { compareStreamIds, pageStartAfter, parseStreamId } from '#shared/redis/stream-id.ts';
import { readServerTime } from './server-time.ts';

/** Rows read at once while a filter is looking for matches. */
const STEP = 1_000;

/** Which rows, by what XPENDING says of them alone; the payload is only read for those. */
export function isWanted(row: PendingEntry, filter: PendingFilter): boolean {
  if (filter.consumer !== null && !row.consumer.equals(filter.consumer)) return false;
  if (row.idleMs < filter.minIdleMs && filter.minIdleMs > 0) return false;
  if (filter.maxIdleMs !== null && row.idleMs > filter.maxIdleMs) return false;
  const deliveries = BigInt(row.deliveries);
  if (deliveries < BigInt(filter.minDeliveries)) return false;
  return filter.maxDeliveries === null || deliveries <= BigInt(filter.maxDeliveries);
}

/** Decides on rows and their payloads, these in a thread. Whoever opens one closes it. */
export class PendingMatcher {
  readonly filter: PendingFilter;
  readonly #payload: EntryCondition;

  private constructor(filter: PendingFilter, payload: EntryCondition) {
    this.filter = filter;
    this.#payload = payload;
  }

  /** @throws {MillraceError} `bad-input` for a condition that cannot be read */
  static async open(filter: PendingFilter): Promise<PendingMatcher> {
    return new PendingMatcher(filter, await EntryCondition.open(filter.payload, filter.decode));
  }

  /** What XPENDING is asked for: the list of one consumer, or of all. Entries without an owner are in no consumer's list. */
  listOf(key: Uint8Array, group: Uint8Array): PendingList {
    const { consumer } = this.filter;
    return { key, group, consumer: consumer !== null && consumer.length > 0 ? consumer : undefined };
  }

  /**
   * Which rows match by what they are about.
   *
   * @param entries in the place of each row its entry; null for a ghost, deleted or trimmed while pending; undefined only where `needsEntries` is false
   */
  async matchingPayload(
    key: Uint8Array,
    rows: readonly PendingEntry[],
    entries: readonly (Entry | null | undefined)[],
  ): Promise<boolean[]> {
    const { ghosts } = this.filter;
    const isWantedKind = (entry: Entry | null | undefined) =>
      ghosts === 'any' || (ghosts === 'only') === (entry === null);
    if (this.#payload.matchesAll) return entries.map(isWantedKind);
    const asked: { entry: Entry; at: number }[] = [];
    for (const [at, entry] of entries.entries()) if (entry && isWantedKind(entry)) asked.push({ entry, at });
    const answers = await this.#payload.matching(
      key,
      asked.map(({ entry }) => entry),
      asked.map(({ at }) => metaOf(rows[at]!)),
    );
    const matching = entries.map(() => false);
    for (const [index, { at }] of asked.entries()) matching[at] = answers[index]!;
    return matching;
  }

  close(): void {
    this.#payload.close();
  }

  /** Whether which rows match depends on what they are about. */
  get needsEntries(): boolean {
    return this.filter.ghosts !== 'any' || !this.#payload.matchesAll;
  }

  /** Whether all rows match, so that a page needs no more rows than it shows. */
  get matchesAll(): boolean {
    const { minIdleMs, maxIdleMs, minDeliveries, maxDeliveries, ghosts, consumer } = this.filter;
    return (
      consumer?.length !== 0 &&
      minIdleMs === 0 &&
      maxIdleMs === null &&
      minDeliveries === '0' &&
      maxDeliveries === null &&
      ghosts === 'any' &&
      this.#payload.matchesAll
    );
  }
}

function metaOf({ consumer, idleMs, deliveries }: PendingEntry): ConditionMeta {
  return { consumer: consumer.toString(), idleMs: BigInt(idleMs), deliveries: BigInt(deliveries) };
}

export interface PageRequest {
  key: Uint8Array;
  group: Uint8Array;
  filter: PendingFilter;
  after?: string | undefined;
  before?: string | undefined;
  count: number;
  maxScanned: number;
}

/** One page of the list of pending entries with what they are about. Reads with XPENDING and XRANGE only: nothing is disturbed. */
export async function readPendingPage(commands: Commands, request: PageRequest): Promise<PendingPage> {
  const matcher = await PendingMatcher.open(request.filter);
  try {
    return await readPage(commands, request, matcher);
  } finally {
    matcher.close();
  }
}

async function readPage(
  commands: Commands,
  request: PageRequest,
  matcher: PendingMatcher,
): Promise<PendingPage> {
  const { key, group, count, maxScanned, before } = request;
  const list = matcher.listOf(key, group);
  const read = (start: string, end: string, count: number) => readPending(commands, list, start, end, count);
  const backward = before !== undefined;
  const step = matcher.matchesAll ? count : STEP;
  const serverTime = await readServerTime(commands);
  const back = backward ? await whereToLook(commands, key, group, before, step) : null;

  const denials = new Denials();
  const fields = new RowFields(request.filter.decode);
  const found: FoundRow[] = [];
  let scanned = 0;
  let resume: string | null = backward ? back!.before : (request.after ?? null);
  for (let ended = false; !ended && found.length < count && scanned < maxScanned;) {
    const rows = backward
      ? await rowsBefore(read, resume!, step, { step: back!.step })
      : await rowsAfter(read, resume ?? undefined, step);
    if (backward) rows.reverse();
    ended = rows.length < step;
    const candidates = rows.filter(row => isWanted(row, request.filter));
    let full = false;
    const ids = candidates.map(row => row.id);
    for await (const { from, entries } of matcher.needsEntries
      ? readEntriesById(commands, key, ids)
      : readableEntries(commands, key, ids, denials)) {
      const some = candidates.slice(from, from + entries.length);
      const matching = await matcher.matchingPayload(key, some, entries);
      for (const [index, entry] of entries.entries()) {
        if (!matching[index]) continue;
        const row = some[index]!;
        found.push({
          row,
          preview: entry ? previewOf(entry, fields) : entry,
          size: entry ? sizeOf(entry) : 0,
        });
        if (found.length === count) {
          full = true;
          break;
        }
      }
      if (full) break;
    }
    const last = full ? found.at(-1)!.row : rows.at(-1);
    scanned += full ? rows.indexOf(last!) + 1 : rows.length;
    if (full && last !== rows.at(-1)) ended = false;
    resume = ended ? null : last!.id;
  }
  if (backward) found.reverse();
  return {
    serverTime,
    ...columnsOf(found),
    entries: blockOfPreviews(found.map(({ preview, size }) => ({ preview: preview ?? null, size }))),
    scanned,
    resume,
    missing: denials.commands,
  };
}

/** `preview` is null for a ghost, and undefined where the entry may not be read. */
export interface FoundRow {
  row: PendingEntry;
  preview: Uint8Array | null | undefined;
  size: number;
}

/** As `readEntriesById`, but undefined stands for all of them where the user may not read entries. */
export async function* readableEntries(
  commands: Commands,
  key: Uint8Array,
  ids: readonly string[],
  denials: Denials,
): AsyncGenerator<{ from: number; entries: (Entry | null | undefined)[] }> {
  const pages = readEntriesById(commands, key, ids);
  for (;;) {
    const page = await denials.optional(pages.next());
    if (page === null) {
      yield { from: 0, entries: ids.map(() => undefined) };
      return;
    }
    if (page.done === true) return;
    yield page.value;
  }
}

/** For reading backwards: no further out than the last pending entry, and a first guess of how far back a page begins. */
async function whereToLook(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
  before: string,
  count: number,
): Promise<{ before: string; step: bigint }> {
  const { total, firstId, lastId } = await readPendingTotals(commands, key, group);
  if (firstId === null || lastId === null) return { before, step: 1n };
  const beyond = pageStartAfter(lastId) ?? lastId;
  const isBeyond = compareStreamIds(parseStreamId(before), parseStreamId(beyond)) > 0;
  return { before: isBeyond ? beyond : before, step: stepFor(count, total, firstId, lastId) };
}

/** The rows of a page, their names once. */
export function columnsOf(found: readonly FoundRow[]): Pick<PendingPage, 'names' | 'rows'> {
  const names: Uint8Array[] = [];
  const indexes = new Map<string, number>();
  const rows = found.map(({ row, preview }): PendingRow => {
    const name = row.consumer.toString('latin1');
    let index = indexes.get(name);
    if (index === undefined) indexes.set(name, (index = names.push(row.consumer) - 1));
    return {
      id: row.id,
      consumer: index,
      idleMs: row.idleMs,
      deliveries: row.deliveries,
      ghost: preview === undefined ? null : preview === null,
    };
  });
  return { names, rows };
}
