import { FileUp, Plus, Workflow } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { useConnections } from '../../lib/active-connection.ts';
import { useAction } from '../../lib/actions.ts';
import { cx } from '../../lib/class-names.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { go } from '../../lib/navigation.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConnectionName } from '../../ui/connection-name.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { NewPipelineDialog } from '../../ui/new-pipeline/new-pipeline-dialog.tsx';
import type { PipelineStart } from '../../ui/new-pipeline/pipeline-start.ts';
import { Select } from '../../ui/select.tsx';
import { StateTag } from './state-tag.tsx';

const noStart: PipelineStart = { from: 'channel', text: '' };
const onlyItsName = 'Only the name of a dropped file is known here. Enter its whole path.';

const isLive = ({ state }: ListedPipeline) =>
  state !== null && state !== 'ended' && state !== 'failed' && state !== 'interrupted';

interface PipelineListProps {
  listed: readonly ListedPipeline[];
  chosenId: string | null;
  /** All that runs on the connection is shown, as one picture. */
  showsAll: boolean;
  /** The connection that is shown. */
  connectionId: string;
  onChoose: (id: string) => void;
}

/** Recipes and the person's own files; importing and making new ones. */
export function PipelineList({ listed, chosenId, showsAll, connectionId, onChoose }: PipelineListProps) {
  const save = useQueryCall('pipelines.save');
  const [hidesOthers, setHidesOthers] = useState(false);
  const { item: connections } = useConnections();
  const here = connections?.profiles.find(({ id }) => id === connectionId)?.name ?? 'this connection';
  const isElsewhere = (item: ListedPipeline) =>
    item.connectionId !== null && item.connectionId !== connectionId && item.state !== 'ended';
  const hasOthers = listed.some(isElsewhere);
  const running = listed.filter(item => item.connectionId === connectionId && isLive(item)).length;
  const picker = useRef<HTMLInputElement>(null);
  /** What the new pipeline reads that is being made. */
  const [begun, setBegun] = useState<PipelineStart | null>(null);
  const importFile = async (file: File) => {
    const name = file.name.replace(/\.json$/i, '');
    const saved = await save.run({ name, text: await file.text(), imported: true });
    if (saved) onChoose(saved.output.id);
  };
  useAction({
    id: 'pipelines.new',
    title: 'New pipeline…',
    group: 'Pipelines',
    run: () => setBegun(noStart),
  });
  const showAll = () => go('pipelines', { view: 'running' });
  useAction(
    running > 1
      ? {
          id: 'pipelines.running',
          title: 'Show the flow of all that runs',
          group: 'Pipelines',
          keywords: 'joined picture lag behind',
          run: showAll,
        }
      : null,
  );
  const take = (file: File) => {
    if (/\.(jsonl|ndjson)$/i.test(file.name)) setBegun({ from: 'jsonl', text: file.name, left: onlyItsName });
    else void importFile(file);
  };
  return (
    <nav
      aria-label="Pipeline files"
      className="flex w-56 flex-none flex-col overflow-y-auto border-r border-line bg-surface"
    >
      <FileDrop
        onFile={take}
        title="Drop a pipeline file to import it, or a file of JSON lines to read it"
        hint="An imported pipeline does not start before you have seen what it reads and changes."
      />
      <div className="flex items-center gap-1 p-2">
        <Button icon={<Plus size={14} aria-hidden />} onClick={() => setBegun(noStart)}>
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
            if (file) take(file);
          }}
        />
      </div>
      {hasOthers && (
        <div className="px-2 pb-2">
          <Select
            label="Runs shown"
            className="w-full"
            value={hidesOthers ? 'here' : 'all'}
            onValue={value => setHidesOthers(value === 'here')}
            options={[
              { value: 'all', label: 'On all connections' },
              { value: 'here', label: `On ${here}` },
            ]}
          />
        </div>
      )}
      {begun && (
        <NewPipelineDialog connectionId={connectionId} start={begun} onClose={() => setBegun(null)} />
      )}
      {save.status.state === 'failed' && <ErrorPanel error={save.status.error} onRetry={save.status.again} />}
      {(showsAll || running > 1) && (
        <button
          type="button"
          aria-current={showsAll ? 'true' : undefined}
          onClick={showAll}
          className={cx(
            'mb-2 flex w-full items-center gap-2 px-3 py-1 text-left outline-offset-[-2px] hover:bg-hover',
            showsAll && 'bg-accent-bg font-medium text-accent-text',
          )}
        >
          <Workflow size={14} aria-hidden className="flex-none" />
          <span className="min-w-0 flex-1 truncate">All that runs</span>
          <span className="text-muted">{running}</span>
        </button>
      )}
      {(['recipe', 'own'] as const).map(kind => {
        const some = listed.filter(
          item => item.kind === kind && !(hasOthers && hidesOthers && isElsewhere(item)),
        );
        if (some.length === 0) return null;
        return (
          <section key={kind} aria-label={kind === 'recipe' ? 'Recipes' : 'Your pipelines'} className="pb-2">
            <h2 className="px-3 py-1 text-[11.5px]/4 font-medium text-muted">
              {kind === 'recipe' ? 'Recipes' : 'Own'}
            </h2>
            <ul>
              {some.map(({ id, name, state, connectionId: runsOn }) => (
                <li key={id}>
                  <button
                    type="button"
                    aria-current={id === chosenId ? 'true' : undefined}
                    onClick={() => onChoose(id)}
                    className={cx(
                      'block w-full px-3 py-1 text-left outline-offset-[-2px] hover:bg-hover',
                      id === chosenId && 'bg-accent-bg font-medium text-accent-text',
                    )}
                  >
                    <span className="flex h-5 items-center gap-2">
                      <span className="min-w-0 flex-1 truncate">{name}</span>
                      {state !== null && state !== 'ended' && <StateTag state={state} />}
                    </span>
                    {runsOn !== null && state !== 'ended' && (
                      <span className="flex text-xs/[18px] font-normal">
                        <ConnectionName id={runsOn} />
                      </span>
                    )}
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
