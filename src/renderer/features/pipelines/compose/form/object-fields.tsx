import { Plus } from 'lucide-react';
import { Button } from '../../../../ui/button.tsx';
import { Field } from '../../../../ui/field.tsx';
import { Select } from '../../../../ui/select.tsx';
import { objectOf, textOf } from '../plain-values.ts';
import { placeName, type Of } from './field-props.ts';
import { problemAt, useForm, useValueAt } from './form-context.ts';
import { Group } from './group.tsx';
import { Members } from './members.tsx';
import { asVariant, beginningOf } from './shapes.ts';
import { labelOf } from './words.ts';

/** The members of an object; one that may be left out is made and taken away as a whole. */
export function ObjectField({
  Part,
  path,
  shape,
  name,
  label,
  hideLabel = false,
  hint,
  isRequired,
}: Of<'object'>) {
  const { edit } = useForm();
  const isOptional = isRequired === false;
  const isThere = useValueAt(path) !== undefined;
  if (isOptional && !isThere)
    return (
      <Button
        icon={<Plus size={13} aria-hidden />}
        className="self-start"
        title={hint}
        onClick={() => edit(path, beginningOf(shape))}
      >
        {label}
      </Button>
    );
  return (
    <Group label={label} hideLabel={hideLabel}>
      <Members Part={Part} path={path} fields={shape.fields} around={name} />
      {isOptional && (
        <Button variant="quiet" className="self-start" onClick={() => edit(path, undefined)}>
          Remove {label.toLowerCase()}
        </Button>
      )}
    </Group>
  );
}

/** An object whose members depend on one of them: a source, a sink, a window. */
export function VariantField({ Part, path, shape, around, label, hideLabel = false }: Of<'variants'>) {
  const { edit, problems } = useForm();
  const value = objectOf(useValueAt(path));
  const type = textOf(value[shape.by]);
  const types = [...shape.variants.keys()];
  return (
    <Group label={label} hideLabel={hideLabel}>
      <div data-place={placeName([...path, shape.by])} className="contents">
        <Field label={labelOf(around, shape.by)} problem={problemAt(problems, [...path, shape.by], true)}>
          <Select
            value={type}
            onValue={next => edit(path, asVariant(shape, value, next))}
            options={(types.includes(type) ? types : [type, ...types]).map(name => ({
              value: name,
              label: name,
            }))}
          />
        </Field>
      </div>
      <Members Part={Part} path={path} fields={shape.variants.get(type) ?? []} around={type} />
    </Group>
  );
}

/** An object of one member that says what it is: the function of an aggregate. */
export function TaggedField({ Part, path, shape, name, label }: Of<'tagged'>) {
  const { edit, problems } = useForm();
  const value = objectOf(useValueAt(path));
  const [tag = ''] = Object.keys(value);
  const inner = shape.tags.get(tag);
  const choose = (next: string) => {
    const wanted = shape.tags.get(next)!;
    const kept = inner?.kind === wanted.kind && wanted.kind === 'cel' ? value[tag] : beginningOf(wanted);
    edit(path, { [next]: kept });
  };
  const tags = [...shape.tags.keys()];
  return (
    <>
      <Field label={`Function of ${name}`} hideLabel problem={problemAt(problems, path, false)}>
        <Select
          value={tag}
          onValue={choose}
          options={(shape.tags.has(tag) ? tags : [tag, ...tags]).map(option => ({
            value: option,
            label: option,
          }))}
        />
      </Field>
      {inner && inner.kind !== 'fixed' && (
        <Part
          path={[...path, tag]}
          shape={inner}
          around={tag}
          name={tag}
          label={inner.kind === 'object' ? label : `${name}: ${tag} of`}
          hideLabel
        />
      )}
    </>
  );
}

/** A word, or an object in its place: the time of a window. */
export function WordOrObject({ Part, path, shape, name, label, hint }: Of<'wordOrObject'>) {
  const { edit } = useForm();
  const found = useValueAt(path);
  const isObject = typeof found === 'object' && found !== null;
  return (
    <>
      <Field label={label} hint={hint}>
        <Select
          value={isObject ? 'object' : 'word'}
          onValue={next =>
            edit(
              path,
              next === 'word'
                ? undefined
                : Object.fromEntries(
                    shape.fields
                      .filter(({ isRequired }) => isRequired)
                      .map(field => [field.name, beginningOf(field.shape)]),
                  ),
            )
          }
          options={[
            { value: 'word', label: shape.word === 'processing' ? 'when it is processed' : shape.word },
            { value: 'object', label: name === 'time' ? 'when it happened' : 'something else' },
          ]}
        />
      </Field>
      {isObject && <Members Part={Part} path={path} fields={shape.fields} around={name} />}
    </>
  );
}
