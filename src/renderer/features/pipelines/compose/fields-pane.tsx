import { Plus } from 'lucide-react';
import type { FieldProfile } from '#shared/contract/compose.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import { Tag } from '../../../ui/tag.tsx';
import type { PipelinePart } from './document.ts';
import { withCondition, withFigure, withKey, withSelected } from './field-edits.ts';
import { listOf, objectOf, valueAt } from './plain-values.ts';

type Edit = (text: string, part: PipelinePart) => string;

interface FieldsPaneProps {
  part: PipelinePart;
  fields: readonly FieldProfile[];
  /** How many events they were read from. */
  events: number;
  /** As the events were decoded: `where` and `select` can name them. */
  isDecoded: boolean;
  onEdit: (edit: Edit) => void;
}

const numberFigures = ['sum', 'avg', 'min', 'max'];
const anyFigures = ['distinct', 'top', 'first', 'last'];

/** The fields that the events have, with what is in them: a value becomes a filter, a field a key or a figure. */
export function FieldsPane({ part, fields, events, isDecoded, onEdit }: FieldsPaneProps) {
  if (fields.length === 0)
    return (
      <p className="p-3 text-muted">
        {events === 0
          ? 'The fields of the events appear here when the first one comes.'
          : 'None of these events could be read as an object. See what each is under decode.'}
      </p>
    );
  const groupBy = listOf(part.value.groupBy);
  const selected = Object.values(objectOf(valueAt(part.value, ['select', 'fields'])));
  return (
    <ul aria-label="Fields" className="min-h-0 flex-1 overflow-y-auto">
      {!fields.some(field => field.events === events) && (
        <li className="border-b border-line-soft px-3 py-2 text-pending">
          These {formatCount(events)} events have no field in common. A condition such as has(event.type)
          tells them apart.
        </li>
      )}
      {fields.map(field => (
        <li key={field.path} aria-label={field.path} className="border-b border-line-soft px-3 py-2">
          <div className="flex min-w-0 items-center gap-1.5">
            <span className="mono min-w-0 truncate text-[var(--syntax-key)]" title={field.path}>
              {field.path.replace(/^event\./, '')}
            </span>
            <Tag>{field.types.join(' or ')}</Tag>
            <span className="flex-1" />
            {groupBy.includes(field.path) && <Tag tone="accent">in the key</Tag>}
            <FieldMenu
              isKey={groupBy.includes(field.path)}
              field={field}
              isDecoded={isDecoded}
              isKept={selected.includes(field.path)}
              onEdit={onEdit}
            />
          </div>
          <p className="text-xs/[18px] text-muted">
            {formatCount(field.events)} of {formatCount(events)} events
            {field.min !== null && field.max !== null && ` · ${field.min} … ${field.max}`}
            {field.distinct > field.values.length && ` · ${formatCount(field.distinct)} different`}
          </p>
          {field.values.length > 0 && (
            <ul aria-label={`Values of ${field.path}`}>
              {field.values.map(value => (
                <li key={value.literal} className="flex items-center gap-2">
                  <button
                    type="button"
                    disabled={!isDecoded}
                    title={!isDecoded ? value.text : `Only events where ${field.path} == ${value.literal}`}
                    onClick={() =>
                      onEdit((text, of) => withCondition(text, of, `${field.path} == ${value.literal}`))
                    }
                    className="mono min-w-0 flex-1 basis-1/2 truncate rounded-sm px-1 text-left enabled:hover:bg-hover"
                  >
                    {value.text === '' ? '""' : value.text}
                  </button>
                  <span aria-hidden className="flex h-1.5 basis-1/3 items-center">
                    <span
                      className="h-full min-w-[3px] rounded-full bg-[var(--series-1)]"
                      style={{ width: `${(100 * value.count) / Math.max(1, events)}%` }}
                    />
                  </span>
                  <span className="mono w-6 flex-none text-right text-muted">{formatCount(value.count)}</span>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

interface FieldMenuProps {
  field: FieldProfile;
  isKey: boolean;
  isDecoded: boolean;
  isKept: boolean;
  onEdit: (edit: Edit) => void;
}

function FieldMenu({ field: { path, types }, isKey, isDecoded, isKept, onEdit }: FieldMenuProps) {
  const isSimple = !types.includes('object') && !types.includes('list');
  const figures = types.includes('number') ? [...numberFigures, ...anyFigures] : anyFigures;
  return (
    <>
      {isSimple && !isKey && (
        <Small label={`Group by ${path}`} onClick={() => onEdit((text, part) => withKey(text, part, path))}>
          + key
        </Small>
      )}
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            aria-label={`Use ${path}`}
            className="flex size-[18px] flex-none items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
          >
            <Plus size={12} aria-hidden />
          </button>
        }
      >
        {isDecoded && (
          <MenuItem onSelect={() => onEdit((text, part) => withCondition(text, part, `has(${path})`))}>
            Only events that have it
          </MenuItem>
        )}
        {isDecoded && !isKept && (
          <MenuItem onSelect={() => onEdit((text, part) => withSelected(text, part, path))}>
            Select it
          </MenuItem>
        )}
        {isSimple &&
          figures.map(name => (
            <MenuItem key={name} onSelect={() => onEdit((text, part) => withFigure(text, part, path, name))}>
              Figure: {name} of it
            </MenuItem>
          ))}
      </Menu>
    </>
  );
}

function Small({ label, onClick, children }: { label: string; onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="h-[18px] flex-none rounded-sm px-1 text-xs/[18px] text-muted hover:bg-hover hover:text-text"
    >
      {children}
    </button>
  );
}
