import { memo } from 'react';
import type { ShownEntry } from './entry-text.ts';

/** Characters drawn at most; a line on a wide screen shows no more. */
const MOST = 400;

/** An entry's fields in one line: names in one colour, numbers and text in theirs. */
export const FieldsLine = memo(function FieldsLine({ entry }: { entry: ShownEntry }) {
  let characters = 0;
  const shown = entry.fields.filter(({ name, value }) => {
    const before = characters;
    characters += name.length + value.length + 2;
    return before < MOST;
  });
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

function valueClass(value: string): string {
  return /^-?\d+(\.\d+)?$/.test(value) ? 'json-number' : 'json-string';
}
