import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import { Button, IconButton } from '../../../../ui/button.tsx';
import { Field, Input } from '../../../../ui/field.tsx';
import { listOf, objectOf } from '../plain-values.ts';
import type { Of } from './field-props.ts';
import { problemAt, useForm, useValueAt } from './form-context.ts';
import { Group, Problem } from './group.tsx';
import { beginningOf } from './shapes.ts';

/** Items in their order. */
export function ListField({
  Part,
  path,
  shape,
  around,
  name,
  label,
  hideLabel = false,
  hint,
  isRequired,
}: Of<'list'>) {
  const { edit, problems } = useForm();
  const found = useValueAt(path);
  const items = listOf(found);
  const own = problemAt(problems, path, false);
  const isSimple = ['text', 'template', 'duration', 'cel', 'number'].includes(shape.item.kind);
  const one = name === 'sinks' ? 'sink' : label.replace(/s$/, '').toLowerCase();
  const remove = (index: number) =>
    items.length === 1 && isRequired === false ? edit(path, undefined) : edit([...path, index], undefined);
  return (
    <Group label={label} hideLabel={hideLabel} hint={hint}>
      {items.map((_, index) => (
        <div
          key={index}
          className={isSimple ? 'flex items-start gap-1' : 'rounded-md border border-line p-2'}
        >
          <div className="flex min-w-0 flex-1 flex-col gap-2">
            <Part
              path={[...path, index]}
              shape={shape.item}
              around={isSimple ? around : name}
              name={name}
              label={`${one.charAt(0).toUpperCase()}${one.slice(1)} ${index + 1}`}
              hideLabel={isSimple}
            />
          </div>
          <div className={isSimple ? '' : 'pt-1 text-right'}>
            <IconButton label={`Remove ${one} ${index + 1}`} onClick={() => remove(index)}>
              <X size={14} aria-hidden />
            </IconButton>
          </div>
        </div>
      ))}
      <Button
        icon={<Plus size={13} aria-hidden />}
        className="self-start"
        onClick={() => edit([...path, items.length], beginningOf(shape.item))}
      >
        Add {one === 'key' && name === 'groupBy' ? 'a key' : `a ${one}`}
      </Button>
      {own !== null && <Problem>{own}</Problem>}
    </Group>
  );
}

/** Members whose names a person chooses. */
export function NamedField({
  Part,
  path,
  shape,
  name,
  label,
  hideLabel = false,
  hint,
  isRequired,
}: Of<'named'>) {
  const { edit, problems } = useForm();
  const members = Object.keys(objectOf(useValueAt(path)));
  const own = problemAt(problems, path, false);
  const one = name === 'aggregate' ? 'figure' : label.replace(/s$/, '').toLowerCase();
  const remove = (member: string) =>
    edit(members.length === 1 && isRequired === false ? path : [...path, member], undefined);
  const free = () => {
    for (let number = members.length + 1; ; number++)
      if (!members.includes(`${one.replaceAll(' ', '_')}${number}`))
        return `${one.replaceAll(' ', '_')}${number}`;
  };
  return (
    <Group label={label} hideLabel={hideLabel} hint={hint}>
      {members.map((member, index) => (
        <div key={index} className="flex flex-col gap-1.5 rounded-md border border-line p-2">
          <div className="flex items-end gap-1">
            <NameInput path={[...path, member]} taken={members} label={`Name of ${one} ${index + 1}`} />
            <IconButton label={`Remove ${member}`} onClick={() => remove(member)}>
              <X size={14} aria-hidden />
            </IconButton>
          </div>
          <Part
            path={[...path, member]}
            shape={shape.item}
            around={name}
            name={member}
            label={`${member} is`}
            hideLabel
          />
        </div>
      ))}
      <Button
        icon={<Plus size={13} aria-hidden />}
        className="self-start"
        onClick={() => edit([...path, free()], beginningOf(shape.item))}
      >
        Add a {one}
      </Button>
      {own !== null && <Problem>{own}</Problem>}
    </Group>
  );
}

/** The name of a member: changed when the field is left, or with Enter, and only to one that is free. */
function NameInput({ path, taken, label }: { path: JsonPath; taken: readonly string[]; label: string }) {
  const { rename } = useForm();
  const name = String(path.at(-1));
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? name;
  const problem =
    text === '' ? 'The name is empty.' : text !== name && taken.includes(text) ? `${text} is taken.` : null;
  const take = () => {
    if (problem === null && text !== name) rename(path, text);
    if (problem === null) setTyped(null);
  };
  return (
    <Field label={label} hideLabel problem={problem} className="flex-1">
      <Input
        mono
        value={text}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
        onKeyDown={event => event.key === 'Enter' && take()}
      />
    </Field>
  );
}
