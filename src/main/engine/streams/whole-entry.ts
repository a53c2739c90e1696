import type { WholeEntry } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asArray } from '../connections/replies.ts';
import type { Commands } from './commands.ts';
import { entryOf, sizeOf } from './entries.ts';
import { throwExplained } from './stream-info.ts';

export interface EntryWindow {
  fieldsFrom: number;
  maxFields: number;
  maxValueBytes: number;
}

/**
 * One entry, or a part of one that is too large to be looked at at once.
 *
 * @throws {MillraceError} `not-found` when it was deleted or trimmed
 */
export async function readWholeEntry(
  commands: Commands,
  key: Uint8Array,
  id: string,
  { fieldsFrom, maxFields, maxValueBytes }: EntryWindow,
): Promise<WholeEntry> {
  const [reply] = asArray(await commands.call('XRANGE', key, id, id, 'COUNT', 1).catch(throwExplained));
  if (reply === undefined)
    throw new MillraceError('not-found', `There is no entry ${id} (any more): it was deleted or trimmed.`);
  const entry = entryOf(reply);
  const fieldCount = entry.fields.length / 2;
  const fields = [];
  for (let index = fieldsFrom; index < Math.min(fieldCount, fieldsFrom + maxFields); index++) {
    const value = entry.fields[index * 2 + 1]!;
    fields.push({
      name: entry.fields[index * 2]!,
      value: value.subarray(0, maxValueBytes),
      valueSize: value.length,
    });
  }
  return { id: entry.id, fieldCount, size: sizeOf(entry), fields };
}
