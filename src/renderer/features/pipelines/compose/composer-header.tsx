import { Braces, ChartColumn, FlaskConical, Redo2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { CheckedPipelines, ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ConnectionName } from '../../../ui/connection-name.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { RemoveDialog } from '../remove-dialog.tsx';
import { RunControls } from '../run-controls.tsx';
import { StateTag } from '../state-tag.tsx';
import type { FileActs } from './file-acts.ts';
import { FileMenu } from './file-menu.tsx';
import { SaveAndRestart } from './save-and-restart.tsx';
import type { ComposedFile } from './use-document.ts';

interface ComposerHeaderProps {
  listed: ListedPipeline;
  connectionId: string;
  run: PipelineRunState | null;
  checked: CheckedPipelines | null;
  file: ComposedFile;
  isDry: boolean;
  canDryRun: boolean;
  onDryRun: () => void;
  showsJson: boolean;
  onJson: () => void;
  /** Saves the draft, if there is one. @returns whether the file is as it is shown */
  keep: () => Promise<boolean>;
  /** What the file would be saved as. */
  edit: { name: string; text: string };
  /** It runs with that now. */
  onRestarted: () => void;
  onRunView: () => void;
  onRename: (() => void) | null;
  acts: FileActs;
}

/** The name of what is composed, its draft, and what can be done with it. */
export function ComposerHeader(props: ComposerHeaderProps) {
  const { listed, connectionId, run, checked, file, keep, onRunView, onRename } = props;
  const { id, name, unconfirmed } = listed;
  const [isRemoving, setIsRemoving] = useState(false);
  const isLive = run !== null && run.endedAt === null;
  const hasProblems = checked === null || checked.problems.length > 0;
  return (
    <div className="flex min-h-10 flex-none flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-1.5">
      <div className="flex min-w-0 flex-[1_1_200px] items-center gap-2 overflow-hidden">
        <h2 className="min-w-16 truncate text-sm font-semibold">
          <button
            type="button"
            disabled={!onRename}
            title="Rename"
            onClick={() => onRename?.()}
            className="max-w-full truncate rounded-sm enabled:underline enabled:decoration-dashed enabled:decoration-1 enabled:underline-offset-4 enabled:hover:text-accent-text"
          >
            {name}
          </button>
        </h2>
        {run && isLive && <StateTag state={run.state} />}
        {unconfirmed && <Tag tone="pending">imported, never started</Tag>}
        {file.isDraft && <Tag>draft · kept</Tag>}
        <span className="flex min-w-0 shrink-[100] items-center gap-1.5 overflow-hidden whitespace-nowrap text-muted">
          on <ConnectionName id={run && isLive ? run.connectionId : connectionId} />
        </span>
      </div>
      <div className="flex max-w-full flex-none flex-wrap items-center gap-2">
        <IconButton label="Undo" disabled={!file.undo} onClick={() => file.undo?.()} shortcut="Mod+Z">
          <Undo2 size={15} aria-hidden />
        </IconButton>
        <IconButton label="Redo" disabled={!file.redo} onClick={() => file.redo?.()} shortcut="Mod+Shift+Z">
          <Redo2 size={15} aria-hidden />
        </IconButton>
        <Button icon={<Braces size={14} aria-hidden />} aria-pressed={props.showsJson} onClick={props.onJson}>
          JSON
        </Button>
        <Button
          icon={<FlaskConical size={14} aria-hidden />}
          aria-pressed={props.isDry}
          disabled={!props.canDryRun}
          onClick={props.onDryRun}
        >
          Dry run
        </Button>
        {run && (
          <Button icon={<ChartColumn size={14} aria-hidden />} onClick={onRunView}>
            {isLive ? 'Run' : 'Last run'}
          </Button>
        )}
        {run && isLive ? (
          <SaveAndRestart
            id={id}
            name={name}
            edit={props.edit}
            disabled={hasProblems || !file.isDraft}
            onRestarted={props.onRestarted}
          />
        ) : (
          <RunControls
            id={id}
            name={name}
            connectionId={connectionId}
            run={run}
            toConfirm={unconfirmed ? (checked?.touches ?? null) : null}
            canBeOffline={checked?.pipelines.some(({ source }) => source.hasReplay) ?? false}
            hasProblems={hasProblems}
            beforeStart={keep}
            onStarted={onRunView}
          />
        )}
        <FileMenu
          onSave={file.isDraft ? () => void keep() : null}
          onRename={onRename}
          acts={props.acts}
          onRuns={onRunView}
          onRemove={isLive ? null : () => setIsRemoving(true)}
        />
      </div>
      <RemoveDialog
        id={id}
        name={name}
        open={isRemoving}
        onClose={() => setIsRemoving(false)}
        onRemoved={file.forgetDraft}
      />
    </div>
  );
}
