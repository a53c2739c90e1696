import { useState } from 'react';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import { Field, Input } from '../../../../ui/field.tsx';
import { Select } from '../../../../ui/select.tsx';
import { Checkbox } from '../../../../ui/switch.tsx';
import { textOf } from '../plain-values.ts';
import { problemAt, useForm, useValueAt } from './form-context.ts';
import type { Shape } from './shapes.ts';

interface LeafProps<K extends Shape['kind']> {
  path: JsonPath;
  shape: Extract<Shape, { kind: K }>;
  label: string;
  hideLabel?: boolean;
  hint?: string | undefined;
  example: string;
  isRequired: boolean;
  fallback: unknown;
}

/** A name, a text, a length of time. */
export function TextLeaf({
  path,
  shape,
  label,
  hideLabel = false,
  hint,
  example,
  isRequired,
  fallback,
}: LeafProps<'text' | 'duration'>) {
  const { edit, problems } = useForm();
  const found = useValueAt(path);
  const placeholder = typeof fallback === 'string' ? fallback : shape.kind === 'duration' ? '10s' : example;
  return (
    <Field {...{ label, hideLabel, hint }} problem={problemAt(problems, path, true)}>
      <Input
        mono
        placeholder={placeholder}
        value={textOf(found)}
        onChange={({ target }) => edit(path, target.value === '' && !isRequired ? undefined : target.value)}
      />
    </Field>
  );
}

/** A number; what is not one yet is kept in the field, and nowhere else. */
export function NumberLeaf({
  path,
  shape,
  label,
  hideLabel = false,
  hint,
  isRequired,
  fallback,
}: LeafProps<'number'>) {
  const { edit, problems } = useForm();
  const found = useValueAt(path);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? textOf(found);
  const notNumber = typed === null ? null : `${typed} is not a ${shape.isWhole ? 'whole ' : ''}number.`;
  return (
    <Field {...{ label, hideLabel, hint }} problem={notNumber ?? problemAt(problems, path, true)}>
      <Input
        mono
        inputMode="decimal"
        placeholder={textOf(fallback)}
        value={text}
        onChange={({ target }) => {
          const next = target.value.trim();
          const isNumber = next !== '' && Number.isFinite(Number(next)) && String(Number(next)) === next;
          setTyped(isNumber || (next === '' && !isRequired) ? null : target.value);
          if (isNumber) edit(path, Number(next));
          else if (next === '' && !isRequired) edit(path, undefined);
        }}
      />
    </Field>
  );
}

export function BoolLeaf({ path, label, hint, fallback }: LeafProps<'bool'>) {
  const { edit } = useForm();
  const found = useValueAt(path);
  const checked = typeof found === 'boolean' ? found : fallback === true;
  return (
    <Checkbox
      checked={checked}
      onChecked={next => edit(path, next === (fallback === true) ? undefined : next)}
      label={label}
      {...(hint ? { hint } : {})}
    />
  );
}

export function ChoiceLeaf({ path, shape, label, hideLabel = false, hint }: LeafProps<'choice'>) {
  const { edit, problems } = useForm();
  const found = useValueAt(path);
  const value = typeof found === 'string' ? found : (shape.fallback ?? '');
  return (
    <Field {...{ label, hideLabel, hint }} problem={problemAt(problems, path, true)}>
      <Select
        value={value}
        onValue={next => edit(path, next === shape.fallback ? undefined : next)}
        options={withWritten(shape.choices, value).map(choice => ({ value: choice, label: choice }))}
      />
    </Field>
  );
}

/** Ways to decode, from the outside in; the last one is what is left then. */
export function ChainLeaf({ path, shape, label, hint, fallback }: LeafProps<'chain'>) {
  const { edit, problems } = useForm();
  const found = useValueAt(path) ?? fallback;
  const chain = Array.isArray(found) ? found.map(textOf) : [textOf(found)];
  const write = (next: readonly string[]) => edit(path, next.length === 1 ? next[0] : next);
  return (
    <div className="flex flex-col gap-2">
      {chain.map((step, index) => (
        <Field
          key={index}
          label={index === 0 ? label : `${label}, inside of ${chain[index - 1]}`}
          hint={index === 0 ? hint : undefined}
          problem={index === 0 ? problemAt(problems, path, true) : null}
        >
          <Select
            value={step}
            onValue={next => write(chain.with(index, next).slice(0, index + 1))}
            options={withWritten(shape.choices, step).map(choice => ({ value: choice, label: choice }))}
          />
        </Field>
      ))}
      {wraps.has(chain.at(-1)!) && chain.length < shape.most && (
        <button
          type="button"
          className="self-start rounded-sm text-xs/[18px] text-accent-text hover:underline"
          onClick={() => write([...chain, 'json'])}
        >
          + what is inside of it
        </button>
      )}
    </div>
  );
}

/** What holds something else. */
const wraps = new Set(['gzip', 'deflate', 'brotli', 'zstd', 'base64']);

/** What the text says stays to be seen, also where it is not one of the choices. */
function withWritten(choices: readonly string[], value: string): readonly string[] {
  return choices.includes(value) ? choices : [value, ...choices];
}
