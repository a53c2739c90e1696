import { Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { Button } from '../../../ui/button.tsx';
import { SchemaField } from './form/schema-field.tsx';
import { placeName } from './form/field-props.ts';
import { problemAt, useForm } from './form/form-context.ts';
import { pipelineFields } from './form/shapes.ts';
import { labelOf } from './form/words.ts';
import { canBeRemoved, stepPurpose, stepTitle } from './steps.ts';

/** Members that have no card of their own, by the step in whose form they are. */
const besides: Readonly<Record<string, readonly string[]>> = {
  decode: ['decodeFields', 'invalid'],
  window: ['late'],
  sinks: ['flush', 'limits', 'checkpoint'],
};

/** What they are written as when they are asked for. */
const beginnings: Readonly<Record<string, unknown>> = {
  decodeFields: { body: 'base64' },
  invalid: { as: 'Unknown' },
  late: { sinks: [{ type: 'stdout' }] },
  flush: '1s',
  limits: { keys: 100_000 },
  checkpoint: '',
};

interface StepFormProps {
  step: string;
  onRemove: () => void;
}

/** The form of one step. */
export function StepForm({ step, onRemove }: StepFormProps) {
  const { value, problems, edit, spot } = useForm();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (spot !== null && box.current) fieldAt(box.current, spot)?.focus();
  }, [spot]);
  const field = pipelineFields.get(step);
  if (!field) return null;
  const others = besides[step] ?? [];
  const isPlain = ['cel', 'chain'].includes(field.shape.kind);
  const written = others.filter(
    name => value[name] !== undefined || spot?.[0] === name || problemAt(problems, [name], true) !== null,
  );
  const absent = others.filter(name => !written.includes(name));
  return (
    <section
      ref={box}
      aria-label={stepTitle(step)}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3"
    >
      {stepPurpose(step) !== '' && <p className="text-xs/[18px] text-muted">{stepPurpose(step)}</p>}
      <SchemaField
        path={[step]}
        shape={field.shape}
        around={step}
        name={step}
        label={labelOf('', step)}
        hideLabel={!isPlain}
        isRequired={value[step] !== undefined}
        fallback={field.fallback}
      />
      {written.map(name => {
        const other = pipelineFields.get(name)!;
        return (
          <div key={name} className="border-t border-line-soft pt-2">
            <SchemaField
              path={[name]}
              shape={other.shape}
              around=""
              name={name}
              label={labelOf('', name)}
              hint={other.description}
              isRequired={false}
              fallback={other.fallback}
            />
            {!['text', 'duration', 'object'].includes(other.shape.kind) && (
              <Button variant="quiet" onClick={() => edit([name], undefined)}>
                Remove {labelOf('', name).toLowerCase()}
              </Button>
            )}
          </div>
        );
      })}
      {(absent.length > 0 || canBeRemoved(step)) && (
        <div className="flex flex-wrap gap-1 border-t border-line-soft pt-2">
          {absent.map(name => (
            <Button key={name} variant="quiet" onClick={() => edit([name], beginnings[name])}>
              + {labelOf('', name).toLowerCase()}
            </Button>
          ))}
          {canBeRemoved(step) && (
            <Button variant="quiet" icon={<Trash2 size={13} aria-hidden />} onClick={onRemove}>
              Remove {step === 'window' || step === 'aggregate' ? 'windows and figures' : stepTitle(step)}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

/** What takes the keyboard at a place: its own field, or that of what it is in. An expression goes before what stands around it. */
function fieldAt(box: HTMLElement, place: JsonPath): HTMLElement | null {
  for (let depth = place.length; depth > 0; depth--) {
    const found = box.querySelector(`[data-place="${CSS.escape(placeName(place.slice(0, depth)))}"]`);
    const expression = depth > 1 ? found?.querySelector<HTMLElement>('[contenteditable=true]') : null;
    const field = found?.querySelector<HTMLElement>(
      'input, [contenteditable=true], [role=combobox], fieldset button',
    );
    if (expression ?? field) return expression ?? field!;
  }
  return null;
}
