import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Fragment, useState } from 'react';
import { useQueryCall, useStream } from '../../lib/engine.ts';
import { go } from '../../lib/navigation.ts';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';
import { ErrorPanel } from '../error-panel.tsx';
import { TextField } from '../text-field.tsx';
import { KnownNames } from './known-names.tsx';
import {
  freeName,
  pipelineText,
  problemOf,
  startKinds,
  startOf,
  type PipelineStart,
} from './pipeline-start.ts';

interface NewPipelineDialogProps {
  connectionId: string;
  /** What is on the screen that it was opened from. */
  start: PipelineStart;
  onClose: () => void;
}

const noFiles: readonly { name: string }[] = [];

/** From what a new pipeline reads; then it is a file, and is shown. */
export function NewPipelineDialog({ connectionId, start: given, onClose }: NewPipelineDialogProps) {
  const { item: files = noFiles } = useStream('pipelines.watch', undefined);
  const save = useQueryCall('pipelines.save');
  const [start, setStart] = useState(given);
  const [typedName, setTypedName] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const kind = startOf(start.from);
  const problem = problemOf(start);
  const name = typedName ?? freeName(kind.name(start.text) || kind.title, files);
  const type = (text: string) => {
    setStart({ ...start, text });
    setAsked(false);
  };
  const make = async () => {
    setAsked(true);
    if (problem !== null) return;
    const saved = await save.run({
      name: name.slice(0, LONGEST),
      text: pipelineText(start, name),
      imported: false,
    });
    if (!saved) return;
    onClose();
    go('pipelines', { pipeline: saved.output.id });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title="New pipeline"
      description="From what? Its steps come next, with its own events beside them."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM} busy={save.status.state === 'running'}>
            Create
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="flex gap-4"
        onSubmit={event => {
          event.preventDefault();
          void make();
        }}
      >
        <RadioGroup
          aria-label="From what"
          value={start.from}
          onValueChange={from => {
            setStart({ ...start, from, text: from === given.from ? given.text : '' });
            setAsked(false);
          }}
          className="flex w-40 flex-none flex-col gap-0.5"
        >
          {startKinds.map(kind => (
            <Radio.Root
              key={kind}
              value={kind}
              className="flex h-7 items-center rounded-md px-2 text-left hover:bg-hover data-checked:bg-accent-bg data-checked:font-medium data-checked:text-accent-text"
            >
              {startOf(kind).title}
            </Radio.Root>
          ))}
        </RadioGroup>
        <div className="flex min-h-[300px] min-w-0 flex-1 flex-col gap-3">
          <p className="text-muted">{kind.hint}</p>
          <Fragment key={start.from}>
            {kind.asks && (
              <TextField
                label={kind.asks.label}
                mono
                value={start.text}
                placeholder={kind.asks.example}
                problem={asked ? problem : null}
                onValue={type}
              />
            )}
            {(start.from === 'channel' || start.from === 'stream') && (
              <KnownNames kind={start.from} connectionId={connectionId} typed={start.text} onTyped={type} />
            )}
          </Fragment>
          {start.where !== undefined && start.where.trim() !== '' && (
            <TextField
              label="Only events for which this is true"
              hint="The condition of the screen that this began on. Empty it to read all."
              mono
              value={start.where}
              onValue={where => setStart({ ...start, where })}
            />
          )}
          {start.left !== undefined && <p className="text-pending">{start.left}</p>}
          <span className="flex-1" />
          <TextField label="Name" value={name} maxLength={LONGEST} onValue={setTypedName} />
          {save.status.state === 'failed' && (
            <ErrorPanel
              what="The pipeline was not made."
              error={save.status.error}
              onRetry={save.status.again}
            />
          )}
        </div>
      </form>
    </Dialog>
  );
}

const FORM = 'new-pipeline';
/** The longest name that a file may have. */
const LONGEST = 100;
