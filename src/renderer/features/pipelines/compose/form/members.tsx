import { useState, type ComponentType } from 'react';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import { objectOf } from '../plain-values.ts';
import type { FieldProps } from './field-props.ts';
import { isWithin, problemAt, useForm, useValueAt } from './form-context.ts';
import { Problem } from './group.tsx';
import type { FormField } from './shapes.ts';
import { labelOf } from './words.ts';

/** What an expression or a length of time is, is said by its field itself. */
function isSaid(description: string): boolean {
  return (
    description === '' || /^(A CEL expression over|A whole number and ms|Text with \{\{)/.test(description)
  );
}

interface MembersProps {
  path: JsonPath;
  fields: readonly FormField[];
  around: string;
  Part: ComponentType<FieldProps>;
}

/** So many members that are left out are shown; of more only the names are. */
const MOST_LEFT_OUT = 3;

/** The members of an object: those that have to be there and those that are, the others on demand. */
export function Members({ path, fields, around, Part }: MembersProps) {
  const { problems, spot } = useForm();
  const value = objectOf(useValueAt(path));
  const [showsAll, setShowsAll] = useState(false);
  const isShown = ({ name, isRequired }: FormField) =>
    isRequired ||
    value[name] !== undefined ||
    (spot !== null && isWithin(spot, [...path, name])) ||
    problemAt(problems, [...path, name], true) !== null;
  const shown = fields.filter(({ shape }) => shape.kind !== 'fixed');
  const leftOut = shown.filter(field => !isShown(field));
  const hides = leftOut.length > MOST_LEFT_OUT && !showsAll;
  const own = problemAt(problems, path, false);
  return (
    <>
      {shown
        .filter(field => !hides || isShown(field))
        .map(({ name, shape, isRequired, fallback, description }) => (
          <Part
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
