import { decodeEntry, packedEntry, type StreamEntry } from '#shared/redis/entry-bytes.ts';
import { bytesText, previewText } from '#shared/redis/text.ts';

/** A field as a row shows it: one line of text each, perhaps only its beginning. */
interface ShownField {
  name: string;
  value: string;
}

/** The beginning of an entry, decoded for a row. */
export interface ShownEntry {
  id: string;
  fields: ShownField[];
  fieldCount: number;
}

export function shownEntry({ id, fields, fieldCount }: StreamEntry): ShownEntry {
  return {
    id,
    fieldCount,
    fields: fields.map(({ name, value, valueSize }) => ({
      name: bytesText(name),
      value: previewText(value, value.length < valueSize),
    })),
  };
}

/** Entry `index` of a block; null where it is not there (any more). */
export function entryOfBlock(
  block: { data: Uint8Array; ends: Uint32Array },
  index: number,
): ShownEntry | null {
  const bytes = packedEntry(block, index);
  return bytes.length === 0 ? null : shownEntry(decodeEntry(bytes));
}

/** The fields in one line, for the clipboard. */
export function fieldsText({ fields, fieldCount }: ShownEntry): string {
  const text = fields.map(({ name, value }) => `${name} ${value}`).join(' ');
  return fieldCount > fields.length ? `${text} …` : text;
}
