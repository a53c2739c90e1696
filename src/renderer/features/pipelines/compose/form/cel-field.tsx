import { useMemo } from 'react';
import { compileExpression, compileRowExpression, ExpressionError } from '#shared/pipeline/expression.ts';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import { CodeEditor } from '../../../../ui/code-editor/code-editor.tsx';
import { inOwnTerms } from '../../../../ui/condition/condition-words.ts';
import { EditorField } from './editor-field.tsx';
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
    <EditorField label={label} hideLabel={hideLabel} hint={hint} problem={problem}>
      <CodeEditor
        value={text}
        onValue={next => edit(path, next === '' && !isRequired ? undefined : next)}
        label={label}
        language="text"
        words={() => known}
        fault={fault}
        placeholder={example}
      />
    </EditorField>
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
