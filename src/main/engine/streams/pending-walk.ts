import { matchesAll } from '#shared/contract/every-condition.ts';
import type { PendingFilter } from '#shared/contract/pending.ts';
import type { Commands } from '../connections/commands.ts';
import { readEntriesById } from './entries.ts';
import { readPending, type PendingEntry } from './pending-list.ts';
import { isWanted, PendingMatcher } from './pending-page.ts';
import { rowsAfter } from './pending-paging.ts';

const STEP = 1_000;

/**
 * All pending entries of a group that match a filter, in the order of ids, step by step; a step without a match too, so that whoever asks can
 * stop. Payloads are read where the filter asks for them.
 */
export async function* matchingPending(
  commands: Commands,
  { key, group }: { key: Uint8Array; group: Uint8Array },
  filter: PendingFilter,
): AsyncGenerator<{ rows: PendingEntry[]; scanned: number }> {
  const matcher = await PendingMatcher.open(filter);
  const list = matcher.listOf(key, group);
  const needsPayload = filter.ghosts !== 'any' || !matchesAll(filter.payload);
  try {
    for (let after: string | undefined; ;) {
      const page = await rowsAfter(
        (start, end, count) => readPending(commands, list, start, end, count),
        after,
        STEP,
      );
      const candidates = page.filter(row => isWanted(row, filter));
      const rows = needsPayload ? await withPayload(commands, key, candidates, matcher) : candidates;
      yield { rows, scanned: page.length };
      if (page.length < STEP) return;
      after = page.at(-1)!.id;
    }
  } finally {
    matcher.close();
  }
}

async function withPayload(
  commands: Commands,
  key: Uint8Array,
  candidates: readonly PendingEntry[],
  matcher: PendingMatcher,
): Promise<PendingEntry[]> {
  const rows: PendingEntry[] = [];
  const ids = candidates.map(row => row.id);
  for await (const { from, entries } of readEntriesById(commands, key, ids)) {
    const some = candidates.slice(from, from + entries.length);
    const matching = await matcher.matchingPayload(key, some, entries);
    rows.push(...some.filter((_, index) => matching[index]));
  }
  return rows;
}
