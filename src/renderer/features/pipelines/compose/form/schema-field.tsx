import { Plus, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import { Button, IconButton } from '../../../../ui/button.tsx';
import { Field, Input } from '../../../../ui/field.tsx';
import { Select } from '../../../../ui/select.tsx';
import { listOf, objectOf, textOf } from '../plain-values.ts';
import { CelField } from './cel-field.tsx';
import { problemAt, useForm, useValueAt } from './form-context.ts';
import { BoolLeaf, ChainLeaf, ChoiceLeaf, NumberLeaf, TextLeaf } from './leaf-field.tsx';
import { asVariant, beginningOf, type FormField, type Shape } from './shapes.ts';
import { exampleOf, labelOf } from './words.ts';

interface SchemaFieldProps {
  path: JsonPath;
  shape: Shape;
  /** The member or kind that it is in: what it is called depends on that. */
  around: string;
  name: string;
  label: string;
  hideLabel?: boolean;
  hint?: string | undefined;
  isRequired?: boolean;
  fallback?: unknown;
}

/** A part of a pipeline, edited as its shape asks. */
export function SchemaField(props: SchemaFieldProps) {
  const { path, shape, name, label, hideLabel = false, hint, isRequired = true, fallback } = props;
  const leaf = { path, label, hideLabel, hint, isRequired, fallback, example: exampleOf(name) };
  switch (shape.kind) {
    case 'text':
    case 'template':
    case 'duration':
      return <TextLeaf {...leaf} shape={shape} />;
    case 'cel':
      return <CelField {...leaf} over={shape.over} />;
    case 'number':
      return <NumberLeaf {...leaf} shape={shape} />;
    case 'bool':
      return <BoolLeaf {...leaf} shape={shape} />;
    case 'choice':
      return <ChoiceLeaf {...leaf} shape={shape} />;
    case 'chain':
      return <ChainLeaf {...leaf} shape={shape} />;
    case 'list':
      return <ListField {...props} shape={shape} />;
    case 'named':
      return <NamedField {...props} shape={shape} />;
    case 'object':
      return <ObjectField {...props} shape={shape} />;
    case 'variants':
      return <VariantField {...props} shape={shape} />;
    case 'tagged':
      return <TaggedField {...props} shape={shape} />;
    case 'wordOrObject':
      return <WordOrObject {...props} shape={shape} />;
    case 'fixed':
      return null;
    default:
      return <p className="text-xs/[18px] text-muted">{label} is edited under JSON.</p>;
  }
}

/** What an expression or a length of time is, is said by its field itself. */
function isSaid(description: string): boolean {
  return (
    description === '' || /^(A CEL expression over|A whole number and ms|Text with \{\{)/.test(description)
  );
}

type Of<K extends Shape['kind']> = Omit<SchemaFieldProps, 'shape'> & { shape: Extract<Shape, { kind: K }> };

/** So many members that are left out are shown; of more only the names are. */
const MOST_LEFT_OUT = 3;

/** The members of an object: those that have to be there and those that are, the others on demand. */
function Members({ path, fields, around }: { path: JsonPath; fields: readonly FormField[]; around: string }) {
  const { problems } = useForm();
  const value = objectOf(useValueAt(path));
  const [showsAll, setShowsAll] = useState(false);
  const isShown = ({ name, isRequired }: FormField) =>
    isRequired || value[name] !== undefined || problemAt(problems, [...path, name], true) !== null;
  const shown = fields.filter(({ shape }) => shape.kind !== 'fixed');
  const leftOut = shown.filter(field => !isShown(field));
  const hides = leftOut.length > MOST_LEFT_OUT && !showsAll;
  const own = problemAt(problems, path, false);
  return (
    <>
      {shown
        .filter(field => !hides || isShown(field))
        .map(({ name, shape, isRequired, fallback, description }) => (
          <SchemaField
            key={name}
            path={[...path, name]}
            shape={shape}
            around={around}
            name={name}
            label={labelOf(around, name)}
            hint={isSaid(description) ? undefined : description}
            isRequired={isRequired}
            fallback={fallback}
          />
        ))}
      {hides && (
        <button
          type="button"
          className="self-start rounded-sm text-left text-xs/[18px] text-accent-text hover:underline"
          onClick={() => setShowsAll(true)}
        >
          More options: {leftOut.map(({ name }) => labelOf(around, name).toLowerCase()).join(', ')}
        </button>
      )}
      {own !== null && <Problem>{own}</Problem>}
    </>
  );
}

/** The members of an object; one that may be left out is made and taken away as a whole. */
function ObjectField({ path, shape, name, label, hideLabel = false, hint, isRequired }: Of<'object'>) {
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
      <Members path={path} fields={shape.fields} around={name} />
      {isOptional && (
        <Button variant="quiet" className="self-start" onClick={() => edit(path, undefined)}>
          Remove {label.toLowerCase()}
        </Button>
      )}
    </Group>
  );
}

function VariantField({ path, shape, around, label, hideLabel = false }: Of<'variants'>) {
  const { edit, problems } = useForm();
  const value = objectOf(useValueAt(path));
  const type = textOf(value[shape.by]);
  const types = [...shape.variants.keys()];
  return (
    <Group label={label} hideLabel={hideLabel}>
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
      <Members path={path} fields={shape.variants.get(type) ?? []} around={type} />
    </Group>
  );
}

function ListField({ path, shape, around, name, label, hideLabel = false, hint, isRequired }: Of<'list'>) {
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
            <SchemaField
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

function NamedField({ path, shape, name, label, hideLabel = false, hint, isRequired }: Of<'named'>) {
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
          <SchemaField
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

function TaggedField({ path, shape, name, label }: Of<'tagged'>) {
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
        <SchemaField
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

function WordOrObject({ path, shape, name, label, hint }: Of<'wordOrObject'>) {
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
      {isObject && <Members path={path} fields={shape.fields} around={name} />}
    </>
  );
}

function Group({
  label,
  hideLabel,
  hint,
  children,
}: {
  label: string;
  hideLabel: boolean;
  hint?: string | undefined;
  children: ReactNode;
}) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className={hideLabel ? 'sr-only' : 'pb-1 text-xs/[18px] font-medium text-muted'}>
        {label}
      </legend>
      {hint && <p className="text-xs/[18px] text-muted">{hint}</p>}
      {children}
    </fieldset>
  );
}

function Problem({ children }: { children: string }) {
  return (
    <p role="alert" className="text-xs/[18px] wrap-anywhere text-danger">
      {children}
    </p>
  );
}
