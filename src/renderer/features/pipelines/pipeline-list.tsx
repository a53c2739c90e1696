import { FileUp, Plus } from 'lucide-react';
import { useRef } from 'react';
import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { cx } from '../../lib/class-names.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { freeName, newPipelineText } from './new-pipeline.ts';
import { StateTag } from './state-tag.tsx';

interface PipelineListProps {
  listed: readonly ListedPipeline[];
  chosenId: string | null;
  onChoose: (id: string) => void;
}

/** Recipes and the person's own files; importing and making new ones. */
export function PipelineList({ listed, chosenId, onChoose }: PipelineListProps) {
  const save = useQueryCall('pipelines.save');
  const picker = useRef<HTMLInputElement>(null);
  const keep = async (name: string, text: string, imported: boolean) => {
    const saved = await save.run({ name, text, imported });
    if (saved) onChoose(saved.output.id);
  };
  return (
    <nav
      aria-label="Pipeline files"
      className="flex w-56 flex-none flex-col overflow-y-auto border-r border-line bg-surface"
    >
      <div className="flex items-center gap-1 p-2">
        <Button
          icon={<Plus size={14} aria-hidden />}
          onClick={() => {
            const name = freeName(listed);
            void keep(name, newPipelineText(name), false);
          }}
        >
          New
        </Button>
        <IconButton label="Import a pipeline file" onClick={() => picker.current?.click()}>
          <FileUp size={15} aria-hidden />
        </IconButton>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          aria-label="Pipeline file to import"
          hidden
          onChange={event => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file) void file.text().then(text => keep(file.name.replace(/\.json$/i, ''), text, true));
          }}
        />
      </div>
      {save.status.state === 'failed' && <ErrorPanel error={save.status.error} />}
      {(['recipe', 'own'] as const).map(kind => {
        const some = listed.filter(item => item.kind === kind);
        if (some.length === 0) return null;
        return (
          <section key={kind} aria-label={kind === 'recipe' ? 'Recipes' : 'Own pipelines'} className="pb-2">
            <h2 className="px-3 py-1 text-[11.5px]/4 font-medium text-muted">
              {kind === 'recipe' ? 'Recipes' : 'Own'}
            </h2>
            <ul>
              {some.map(({ id, name, state }) => (
                <li key={id}>
                  <button
                    type="button"
                    aria-current={id === chosenId ? 'true' : undefined}
                    onClick={() => onChoose(id)}
                    className={cx(
                      'flex h-7 w-full items-center gap-2 px-3 text-left outline-offset-[-2px] hover:bg-hover',
                      id === chosenId && 'bg-accent-bg font-medium text-accent-text',
                    )}
                  >
                    <span className="min-w-0 flex-1 truncate">{name}</span>
                    {state !== null && state !== 'ended' && <StateTag state={state} />}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
