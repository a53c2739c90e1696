import { useMemo } from 'react';
import { CircleAlert } from 'lucide-react';
import { compileExpression, compileRowExpression, ExpressionError } from '#shared/pipeline/expression.ts';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import { CodeEditor } from '../../../../ui/code-editor/code-editor.tsx';
import { inOwnTerms } from '../../../../ui/condition/condition-words.ts';
import { problemAt, useForm, useValueAt } from './form-context.ts';

interface CelFieldProps {
  path: JsonPath;
  label: string;
  hideLabel?: boolean;
  hint?: string | undefined;
  example: string;
  /** `either`: rows where the pipeline has them. */
  over: 'event' | 'row' | 'either';
  isRequired: boolean;
}

/** An expression: fields and functions are offered while it is typed, and what is wrong is marked where it is. */
export function CelField({ path, label, hideLabel = false, hint, example, over, isRequired }: CelFieldProps) {
  const { value: pipeline, edit, problems, words } = useForm();
  const reads = over === 'either' ? (pipeline.aggregate === undefined ? 'event' : 'row') : over;
  const found = useValueAt(path);
  const text = typeof found === 'string' ? found : '';
  const fault = useMemo(() => faultIn(text, reads), [text, reads]);
  const known = words(reads);
  const problem = fault
    ? inOwnTerms(
        fault.message,
        known.map(word => word.text),
      )
    : problemAt(problems, path, true);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className={hideLabel ? 'sr-only' : 'text-xs/[18px] font-medium text-muted'}>{label}</span>
      <CodeEditor
        value={text}
        onValue={next => edit(path, next === '' && !isRequired ? undefined : next)}
        label={label}
        language="text"
        words={() => known}
        fault={fault}
        placeholder={example}
      />
      {problem === null ? (
        hint && <p className="text-xs/[18px] text-muted">{hint}</p>
      ) : (
        <p role="alert" className="flex gap-1 text-xs/[18px] text-danger">
          <CircleAlert size={13} aria-hidden className="mt-[2.5px] shrink-0" />
          <span className="min-w-0 wrap-anywhere">{problem}</span>
        </p>
      )}
    </div>
  );
}

/** Where an expression cannot be read, and why; what is empty is asked for elsewhere. */
function faultIn(text: string, reads: 'event' | 'row'): { at: number; message: string } | null {
  if (text === '') return null;
  try {
    if (reads === 'row') compileRowExpression(text);
    else compileExpression(text);
    return null;
  } catch (error) {
    return error instanceof ExpressionError ? { at: error.at, message: error.message } : null;
  }
}
