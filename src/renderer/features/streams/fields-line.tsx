import { memo } from 'react';
import type { ShownEntry } from './entry-text.ts';

/** Characters drawn at most; a line on a wide screen shows no more. */
const MOST = 400;

/** An entry's fields in one line: names in one colour, numbers and text in theirs. */
export const FieldsLine = memo(function FieldsLine({ entry }: { entry: ShownEntry }) {
  const shown = entry.fields.slice(0, fieldsThatFit(entry));
  return (
    <>
      {shown.map(({ name, value }, index) => (
        <span key={index}>
          {index > 0 && ' '}
          <span className="json-key">{name}</span>{' '}
          <span className={valueClass(value)}>{value.slice(0, MOST)}</span>
        </span>
      ))}
      {shown.length < entry.fieldCount && (
        <span className="text-muted"> … {entry.fieldCount - shown.length} more</span>
      )}
    </>
  );
});

/** How many fields are begun before the line is full. */
function fieldsThatFit({ fields }: ShownEntry): number {
  let characters = 0;
  const first = fields.findIndex(({ name, value }) => {
    const isFull = characters >= MOST;
    characters += name.length + value.length + 2;
    return isFull;
  });
  return first < 0 ? fields.length : first;
}

function valueClass(value: string): string {
  return /^-?\d+(\.\d+)?$/.test(value) ? 'json-number' : 'json-string';
}
