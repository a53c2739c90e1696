import { Save, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { CheckedPipelines } from '#shared/contract/pipelines.ts';
import { pipelineJsonSchema } from '#shared/pipeline/schema.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx';
import type { JsonSchema } from '../../ui/code-editor/schema-choices.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { reachedLists } from './reached-lists.ts';

const schema = pipelineJsonSchema() as JsonSchema;
const noProblems: CheckedPipelines['problems'] = [];

interface FileEditorProps {
  id: string;
  name: string;
  kind: 'recipe' | 'own';
  text: string;
  onText: (text: string) => void;
  savedText: string;
  checked: CheckedPipelines | undefined;
  onSaved: (id: string) => void;
}

/** The file itself: its JSON, and every mistake in it with its place and what is allowed there. */
export function FileEditor({ id, name, kind, text, onText, savedText, checked, onSaved }: FileEditorProps) {
  const save = useQueryCall('pipelines.save');
  const [copies] = useState(kind === 'recipe');
  const keep = async () => {
    const saved = await save.run(copies ? { name: `${name} copy`, text } : { id, name, text });
    if (saved) onSaved(saved.output.id);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 p-2">
      <CodeEditor
        value={text}
        onValue={onText}
        label="Pipeline file"
        language="json"
        schema={schema}
        problems={checked?.problems ?? noProblems}
        onSubmit={() => void keep()}
        className="flex-1 overflow-y-auto"
      />
      {checked && checked.problems.length > 0 && (
        <ul
          aria-label="Problems"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is scrolled with the arrow keys
          tabIndex={0}
          className="max-h-40 flex-none overflow-y-auto rounded-md border border-danger/50 bg-danger-bg px-2.5 py-1.5"
        >
          {checked.problems.map(({ path, message, allowed }) => (
            <li key={`${path.join('.')} ${message}`}>
              <code className="mono font-semibold">{path.length === 0 ? 'file' : path.join('.')}</code>{' '}
              {message}
              {allowed !== '' && <span className="text-muted">{` — allowed: ${allowed}`}</span>}
            </li>
          ))}
        </ul>
      )}
      {save.status.state === 'failed' && (
        <ErrorPanel what="The file was not saved." error={save.status.error} onRetry={() => void keep()} />
      )}
      <div className="flex flex-none items-center gap-2">
        <Button
          icon={<Save size={14} aria-hidden />}
          disabled={!copies && text === savedText}
          busy={save.status.state === 'running'}
          onClick={() => void keep()}
        >
          {copies ? 'Save as my own' : 'Save'}
        </Button>
        {text !== savedText && (
          <Button icon={<Undo2 size={14} aria-hidden />} onClick={() => onText(savedText)}>
            Discard
          </Button>
        )}
        {checked && checked.problems.length === 0 && <Touches checked={checked} />}
      </div>
    </div>
  );
}

/** What the file would reach when it is started. */
function Touches({ checked: { touches } }: { checked: CheckedPipelines }) {
  const lines = reachedLists(touches).map(({ words, names }) => `${words}: ${names.join(', ')}`);
  return (
    <p className="min-w-0 truncate text-xs/[18px] text-muted" title={lines.join('\n')}>
      {lines.join(' · ')}
    </p>
  );
}
