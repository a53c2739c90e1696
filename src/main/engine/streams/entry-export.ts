import type { Condition } from '#shared/contract/condition.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import { EntryCondition } from '../conditions/entry-condition.ts';
import type { Commands } from '../connections/commands.ts';
import type { Entry } from './entries.ts';
import { EntryColumns } from './entry-csv.ts';
import { entryLine } from './entry-lines.ts';
import { walkEntries } from './entry-scan.ts';

interface ExportRequest {
  key: Uint8Array;
  start: string;
  end: string;
  filter: Condition;
  decode: readonly FieldDecoding[];
  format: 'jsonl' | 'csv';
}

interface ExportPiece {
  scanned: number;
  matched: number;
  data: Uint8Array;
  phase: 'columns' | 'entries';
}

/** The entries of a range that match, as a file in pieces, one per page that was read: a page is bounded in bytes, whatever the entries. */
export async function* exportEntries(
  commands: Commands,
  request: ExportRequest,
  signal: AbortSignal,
): AsyncGenerator<ExportPiece> {
  const condition = await EntryCondition.open(request.filter, request.decode);
  try {
    if (request.format === 'jsonl') {
      for await (const { entries, scanned, matched } of matching(commands, request, condition, signal))
        yield { scanned, matched, data: Buffer.from(entries.map(entryLine).join('')), phase: 'entries' };
      return;
    }
    const columns = new EntryColumns();
    let last: string | null = null;
    for await (const page of matching(commands, request, condition, signal)) {
      for (const entry of page.entries) columns.learn(entry);
      last = page.last;
      yield { scanned: page.scanned, matched: page.matched, data: new Uint8Array(), phase: 'columns' };
    }
    yield { scanned: 0, matched: 0, data: Buffer.from(columns.head()), phase: 'entries' };
    if (last === null) return;
    // Entries that are added meanwhile may have other fields: they are not among those that are written.
    const range = { ...request, end: last };
    for await (const { entries, scanned, matched } of matching(commands, range, condition, signal)) {
      const lines = entries.map(entry => columns.line(entry));
      yield { scanned, matched, data: Buffer.from(lines.join('')), phase: 'entries' };
    }
  } finally {
    condition.close();
  }
}

async function* matching(
  commands: Commands,
  { key, start, end }: ExportRequest,
  condition: EntryCondition,
  signal: AbortSignal,
): AsyncGenerator<{ entries: Entry[]; scanned: number; matched: number; last: string }> {
  let scanned = 0;
  let matched = 0;
  for await (const page of walkEntries(commands, key, { start, end }, signal)) {
    const matches = await condition.matching(key, page);
    const entries = page.filter((_, index) => matches[index]);
    scanned += page.length;
    matched += entries.length;
    yield { entries, scanned, matched, last: page.at(-1)!.id };
  }
}
