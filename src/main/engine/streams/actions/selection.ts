import { matchesAll } from '#shared/contract/every-condition.ts';
import type { PendingSelection } from '#shared/contract/stream-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, Reply } from '../../connections/redis-client.ts';
import { asArray } from '../../connections/replies.ts';
import { callAll, type Commands } from '../../connections/commands.ts';
import { Denials } from '../../connections/denials.ts';
import { readEntriesById } from '../entries.ts';
import { pendingEntryOf, readPendingTotals, type PendingEntry } from '../pending-list.ts';
import { matchingPending } from '../pending-walk.ts';
import { serverTimeOf } from '../server-time.ts';
import { throwExplained } from '../stream-info.ts';
import { nameText, type StreamActionJob } from './action.ts';

/** Entries per command of a bulk action: small enough that a step holds the server and the outcome in doubt only briefly. */
export const STEP = 100;
/** Rows looked at for a preview of "all that match". */
const PREVIEW_SCAN = 20_000;
const SCAN_STEP = 1_000;

export interface PendingTarget {
  readonly key: Uint8Array;
  readonly group: Uint8Array;
  readonly selection: PendingSelection;
}

/** The rows of these ids as they are now; undefined in the place of each that is not pending (any more). */
export async function readRows(
  commands: Commands,
  target: Pick<PendingTarget, 'key' | 'group'>,
  ids: readonly string[],
): Promise<(PendingEntry | undefined)[]> {
  const replies = await callAll(commands, rowCommands(target, ids)).catch(throwExplained);
  return replies.map(rowOf);
}

/** The same with the server's clock of that moment, in ms: what it was less an idle time is when that entry was delivered. */
export async function readTimedRows(
  commands: Commands,
  target: Pick<PendingTarget, 'key' | 'group'>,
  ids: readonly string[],
): Promise<{ serverTime: number; rows: (PendingEntry | undefined)[] }> {
  const [time, ...replies] = await commands.pipeline([['TIME'], ...rowCommands(target, ids)]);
  for (const reply of replies) if (reply instanceof MillraceError) throwExplained(reply);
  return { serverTime: Math.floor(serverTimeOf(time!)), rows: (replies as Reply[]).map(rowOf) };
}

function rowCommands({ key, group }: Pick<PendingTarget, 'key' | 'group'>, ids: readonly string[]) {
  return ids.map((id): Command => ['XPENDING', key, group, id, id, 1]);
}

function rowOf(reply: Reply): PendingEntry | undefined {
  const [row] = asArray(reply);
  return row === undefined ? undefined : pendingEntryOf(row);
}

/**
 * The selected rows in steps, each just read. A row that was selected by hand and has another owner or delivery count by now is not handed
 * on but reported on the job: somebody else is at work on it.
 */
export async function* selectedRows(
  commands: Commands,
  target: PendingTarget,
  job: StreamActionJob,
  options: { step?: number; keepGone?: boolean } = {},
): AsyncGenerator<PendingEntry[]> {
  const step = options.step ?? STEP;
  if (target.selection.by === 'filter') {
    for await (const rows of inSteps(matchingRows(commands, target), step)) {
      job.checkpoint();
      if (rows.length > 0) yield rows;
    }
    return;
  }
  const { rows } = target.selection;
  job.expect(rows.length);
  for (let from = 0; from < rows.length; from += step) {
    job.checkpoint();
    const seen = rows.slice(from, from + step);
    const now = await readRows(
      commands,
      target,
      seen.map(row => row.id),
    );
    const unchanged: PendingEntry[] = [];
    for (const [index, expected] of seen.entries()) {
      const row = now[index];
      if (!row && options.keepGone) unchanged.push(asSeen(expected));
      else if (!row) job.add('no longer pending', [expected.id]);
      else if (!row.consumer.equals(expected.consumer))
        job.add(`went to ${nameText(row.consumer)}`, [row.id]);
      else if (row.deliveries !== expected.deliveries) job.add('delivered again meanwhile', [row.id]);
      else unchanged.push(row);
    }
    if (unchanged.length > 0) yield unchanged;
  }
}

function asSeen({
  id,
  consumer,
  deliveries,
}: {
  id: string;
  consumer: Uint8Array;
  deliveries: string;
}): PendingEntry {
  return { id, consumer: Buffer.from(consumer), deliveries, idleMs: 0 };
}

function matchingRows(
  commands: Commands,
  { key, group, selection }: PendingTarget,
): AsyncIterable<{ rows: PendingEntry[]; scanned: number }> {
  if (selection.by !== 'filter') throw new Error('Rows that were selected by hand are not searched for.');
  return matchingPending(commands, { key, group }, selection.filter);
}

async function* inSteps(
  pages: AsyncIterable<{ rows: PendingEntry[] }>,
  step: number,
): AsyncGenerator<PendingEntry[]> {
  for await (const { rows } of pages) {
    // An empty step too: it is where a long search can be stopped.
    for (let from = 0; from === 0 || from < rows.length; from += step) yield rows.slice(from, from + step);
  }
}

/** What a selection is for now, for a preview: counts, owners, and the first rows. */
export interface SelectionFacts {
  count: number;
  /** False when there are more, and they were not counted. */
  exact: boolean;
  /** All of them are in `rows`. */
  whole: boolean;
  /** Selected by hand, but changed or gone since. */
  changed: number;
  owners: { name: string; count: number }[];
  mostDeliveries: bigint;
  rows: PendingEntry[];
  /** Of `rows`, how many have no entry (any more). 0 where that may not be asked, and `unknown` says so. */
  ghosts: number;
  unknown: string | null;
}

function isEverything(selection: PendingSelection): boolean {
  if (selection.by !== 'filter') return false;
  const { consumer, minIdleMs, maxIdleMs, minDeliveries, maxDeliveries, ghosts, payload } = selection.filter;
  return (
    [consumer, maxIdleMs, maxDeliveries].every(bound => bound === null) &&
    minIdleMs === 0 &&
    minDeliveries === '0' &&
    ghosts === 'any' &&
    matchesAll(payload)
  );
}

const KEPT_ROWS = 10_000;
const GHOST_CHECKS = 1_000;

/** @param keepGone rows selected by hand that are not pending (any more) count too: XCLAIM FORCE takes them */
export async function readSelection(
  commands: Commands,
  target: PendingTarget,
  keepGone = false,
): Promise<SelectionFacts> {
  const rows: PendingEntry[] = [];
  let exact = true;
  let changed = 0;
  if (target.selection.by === 'rows') {
    const { rows: expected } = target.selection;
    const now: (PendingEntry | undefined)[] = [];
    for (let from = 0; from < expected.length; from += SCAN_STEP) {
      const ids = expected.slice(from, from + SCAN_STEP).map(row => row.id);
      now.push(...(await readRows(commands, target, ids)));
    }
    for (const [index, row] of now.entries()) {
      const seen = expected[index]!;
      if (row?.consumer.equals(seen.consumer) && row.deliveries === seen.deliveries) rows.push(row);
      else if (!row && keepGone) rows.push(asSeen(seen));
      else changed++;
    }
  } else {
    let scanned = 0;
    for await (const page of matchingRows(commands, target)) {
      rows.push(...page.rows.slice(0, KEPT_ROWS - rows.length));
      scanned += page.scanned;
      if (scanned >= PREVIEW_SCAN || rows.length >= KEPT_ROWS) {
        exact = false;
        break;
      }
    }
  }
  const whole = exact;
  const owners = new Map<string, number>();
  let mostDeliveries = 0n;
  for (const row of rows) {
    owners.set(nameText(row.consumer), (owners.get(nameText(row.consumer)) ?? 0) + 1);
    const deliveries = BigInt(row.deliveries);
    if (deliveries > mostDeliveries) mostDeliveries = deliveries;
  }
  let count = rows.length;
  if (!exact && isEverything(target.selection)) {
    // The server counts the whole list by itself.
    const { total, consumers } = await readPendingTotals(commands, target.key, target.group);
    count = total;
    exact = true;
    owners.clear();
    for (const { name, pending } of consumers) owners.set(nameText(name), pending);
  }
  const denials = new Denials();
  const ids = rows.slice(0, GHOST_CHECKS).map(row => row.id);
  const ghosts = await denials.optional(countGhosts(commands, target.key, ids));
  return {
    count,
    exact,
    whole,
    changed,
    owners: [...owners].map(([name, count]) => ({ name, count })),
    mostDeliveries,
    rows,
    ghosts: ghosts ?? 0,
    unknown: denials.sentence('whether their entries still exist is not known.'),
  };
}

async function countGhosts(commands: Commands, key: Uint8Array, ids: readonly string[]): Promise<number> {
  let ghosts = 0;
  for await (const { entries } of readEntriesById(commands, key, ids)) {
    ghosts += entries.filter(entry => entry === null).length;
  }
  return ghosts;
}

/** "3 of alice, 1 of bob". */
export function ownersText({ owners }: Pick<SelectionFacts, 'owners'>): string {
  const shown = owners.slice(0, 4).map(({ name, count }) => `${count.toLocaleString('en-US')} of ${name}`);
  return owners.length > 4 ? `${shown.join(', ')} and ${owners.length - 4} more` : shown.join(', ');
}
