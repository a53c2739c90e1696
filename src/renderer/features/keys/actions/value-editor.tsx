import { CodeEditor } from '../../../ui/code-editor/code-editor.tsx';
import type { EditedValue } from './value-text.ts';

interface ValueEditorProps {
  value: EditedValue;
  onValue: (value: EditedValue) => void;
}

/** The bytes of a value to be typed. */
export function ValueEditor({ value, onValue }: ValueEditorProps) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-xs/[18px] font-medium text-muted">
        Value
      </span>
      <CodeEditor
        label="Value"
        language={/^\s*[[{]/.test(value.text) ? 'json' : 'text'}
        value={value.text}
        onValue={text => onValue({ ...value, text })}
        className="max-h-72 min-h-20 overflow-y-auto"
      />
      {value.isEscaped && (
        <p className="text-xs/[18px] text-muted">
          Bytes that are not text stand as \xNN; \n, \r, \t and \\ are escapes.
        </p>
      )}
    </div>
  );
}
