import { Braces, Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Input } from '../../../ui/field.tsx';
import { Menu, MenuItem } from '../../../ui/menu.tsx';

/** A field as it is typed: text with `\xNN` for bytes. */
export interface TypedField {
  name: string;
  value: string;
}

interface FieldsEditorProps {
  fields: readonly TypedField[];
  onFields: (fields: TypedField[]) => void;
  /** What can stand in `{{ }}`, to be put in; none where braces are only braces. */
  values?: readonly TemplateFunction[];
}

interface TemplateFunction {
  example: string;
  does: string;
}

const NO_VALUES: readonly TemplateFunction[] = [];

/** Fields in order; a name may come more than once. */
export function FieldsEditor({ fields, onFields, values = NO_VALUES }: FieldsEditorProps) {
  const change = (index: number, part: Partial<TypedField>) =>
    onFields(fields.map((field, at) => (at === index ? { ...field, ...part } : field)));
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1 text-xs/[18px] font-medium text-muted">
        Fields, in order; names may repeat; \xNN stands for a byte
      </legend>
      <div className="flex max-h-64 flex-col gap-1.5 overflow-y-auto p-0.5">
        {fields.map((field, index) => (
          <div key={index} className="flex gap-1.5">
            <Input
              mono
              aria-label={`Name of field ${index + 1}`}
              placeholder="name"
              className="max-w-[200px]"
              value={field.name}
              onChange={event => change(index, { name: event.target.value })}
            />
            <Input
              mono
              aria-label={`Value of field ${index + 1}`}
              placeholder="value"
              value={field.value}
              onChange={event => change(index, { value: event.target.value })}
            />
            {values.length > 0 && (
              <Menu
                align="end"
                trigger={
                  <IconButton label={`Put a value into field ${index + 1}`}>
                    <Braces size={14} aria-hidden />
                  </IconButton>
                }
              >
                {values.map(({ example, does }) => (
                  <MenuItem
                    key={example}
                    onSelect={() => change(index, { value: `${field.value}{{${example}}}` })}
                  >
                    <span className="mono">{example}</span> <span className="text-muted">{does}</span>
                  </MenuItem>
                ))}
              </Menu>
            )}
            <IconButton
              label={`Remove field ${index + 1}`}
              disabled={fields.length === 1}
              onClick={() => onFields(fields.filter((_, at) => at !== index))}
            >
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </div>
        ))}
      </div>
      <Button
        variant="quiet"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => onFields([...fields, { name: '', value: '' }])}
      >
        Field
      </Button>
    </fieldset>
  );
}
