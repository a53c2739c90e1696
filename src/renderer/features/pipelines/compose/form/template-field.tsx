import type { JsonPath } from '../../../../lib/json/edits.ts';
import { CodeEditor } from '../../../../ui/code-editor/code-editor.tsx';
import { templateValues } from '../../../../ui/code-editor/template-values.ts';
import { textOf } from '../plain-values.ts';
import { EditorField } from './editor-field.tsx';
import { problemAt, useForm, useValueAt } from './form-context.ts';

interface TemplateFieldProps {
  path: JsonPath;
  label: string;
  hideLabel?: boolean;
  hint?: string | undefined;
  example: string;
  isRequired: boolean;
}

/** A template: what can stand in it is offered behind two brackets. */
export function TemplateField({
  path,
  label,
  hideLabel = false,
  hint,
  example,
  isRequired,
}: TemplateFieldProps) {
  const { edit, problems } = useForm();
  const text = textOf(useValueAt(path));
  return (
    <EditorField label={label} hideLabel={hideLabel} hint={hint} problem={problemAt(problems, path, true)}>
      <CodeEditor
        value={text}
        onValue={next => edit(path, next === '' && !isRequired ? undefined : next)}
        label={label}
        language="text"
        values={templateValues}
        placeholder={example === '' ? '{{seq}}' : example}
      />
    </EditorField>
  );
}
