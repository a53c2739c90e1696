import { cx } from '../../lib/class-names.ts';

interface FieldChoicesProps {
  /** "Fields of the messages". */
  label: string;
  fields: readonly string[];
  onChoose: (field: string) => void;
  /** Floats under the field instead of taking room. */
  floats?: boolean;
}

/** Names that go on with what is typed; Tab leads to them. */
export function FieldChoices({ label, fields, onChoose, floats = false }: FieldChoicesProps) {
  return (
    <ul
      aria-label={label}
      className={cx(
        'flex flex-wrap gap-1',
        floats
          ? 'absolute top-full left-0 z-40 mt-1 w-max max-w-96 rounded-md border border-line bg-raised p-1.5 shadow-float'
          : 'pt-1',
      )}
    >
      {fields.map(field => (
        <li key={field}>
          <button
            type="button"
            className="mono h-5 rounded-sm border border-line px-1.5 text-muted hover:bg-hover hover:text-text"
            onClick={() => onChoose(field)}
          >
            {field}
          </button>
        </li>
      ))}
    </ul>
  );
}
