import type { WholeEntry } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asArray } from '../connections/replies.ts';
import type { Commands } from '../connections/commands.ts';
import { entryOf, sizeOf } from './entries.ts';
import { throwExplained } from './stream-info.ts';

/** The largest value that is decoded. */
const MAX_VALUE_BYTES = 64 * 2 ** 20;

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
    throw new MillraceError('not-found', `There is no entry ${id}: it was deleted or trimmed.`);
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

/**
 * The value of one field, by its place in the entry.
 *
 * @throws {MillraceError} `not-found` as `readWholeEntry`, or where there is no such field; `too-large` above 64 MB
 */
export async function readWholeValue(
  commands: Commands,
  key: Uint8Array,
  id: string,
  field: number,
): Promise<Uint8Array> {
  const window = { fieldsFrom: field, maxFields: 1, maxValueBytes: MAX_VALUE_BYTES };
  const [found] = (await readWholeEntry(commands, key, id, window)).fields;
  if (!found) throw new MillraceError('not-found', `The entry ${id} has no field ${field + 1}.`);
  if (found.value.length < found.valueSize)
    throw new MillraceError('too-large', 'Values above 64 MB are not decoded.');
  return found.value;
}
