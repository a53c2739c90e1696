import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ActionPreview, ActionProgress } from '#shared/contract/actions.ts';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { Button } from '../button.tsx';
import { CommandLine } from '../command-line.tsx';
import { ErrorPanel } from '../error-panel.tsx';
import { JobProgress } from '../job-progress.tsx';
import { TextField } from '../text-field.tsx';
import { ActionOutcome } from './action-outcome.tsx';
import { useJob } from '../../lib/job.ts';
import { usePreview, type ActionMethods } from './use-preview.ts';

export interface ActionPanelProps<A, P extends ActionProgress> {
  /** Asks for a preview, and does it. The same function between drawings. */
  methods: () => ActionMethods<A, P>;
  connectionId: string;
  /** What is meant; null while the form around it is not complete, and `problem` says what is missing. */
  action: A | null;
  problem?: string | null;
  /** On production the name is asked for, although nothing is lost or overwritten. */
  alwaysAsks?: boolean;
  /** Told how it ended. */
  onDone?: (progress: P) => void;
  onCancel?: () => void;
  /** Whoever is told by `onDone` shows how it ended: the panel is ready for the next one at once. */
  outcomeElsewhere?: boolean;
}

/** Any action on Redis: what it will do with the counts just read, its exact commands, a button that names it, and what came of it. */
export function ActionPanel<A, P extends ActionProgress>(props: ActionPanelProps<A, P>) {
  const { methods, connectionId, action, problem = null, onDone, onCancel } = props;
  const { alwaysAsks = false, outcomeElsewhere = false } = props;
  const { preview, error, loading, again } = usePreview(methods, connectionId, action);
  const run = useJob<P>();
  const [typed, setTyped] = useState('');
  const production = useProductionName();
  const asks = production !== null && preview !== null && (preview.destructive || alwaysAsks);
  const ready =
    preview !== null &&
    action !== null &&
    !loading &&
    preview.refused === null &&
    (!asks || typed === production);

  const start = async () => {
    if (!ready || run.isRunning) return;
    const progress = await run.start(({ jobId, signal }) =>
      tellingEnd(methods().apply({ connectionId, action, jobId }, { signal }), onDone),
    );
    setTyped('');
    if (progress && outcomeElsewhere) run.reset();
    again();
  };
  // What is shown elsewhere is not shown here too, not even for a moment.
  const ended = !outcomeElsewhere && run.progress !== null && run.progress.state !== 'running';
  return (
    <form
      className="flex flex-col gap-2.5"
      onSubmit={event => {
        event.preventDefault();
        void start();
      }}
    >
      {problem !== null && <p className="text-muted">{problem}</p>}
      {error && <ErrorPanel error={error} onRetry={again} />}
      {action !== null && preview && !ended && <PreviewText preview={preview} />}
      {asks && !ended && (
        <TextField
          label={`This is production. Type ${production} to continue`}
          mono
          value={typed}
          onValue={setTyped}
        />
      )}
      {run.isRunning && run.progress && (
        <JobProgress
          name="Action"
          label="Progress"
          value={run.progress.done}
          max={run.progress.total}
          state={run.progress.state}
          problem={null}
          onStop={run.stop}
        >
          {formatCount(run.progress.done)}
          {run.progress.total !== null && ` of ${formatCount(run.progress.total)}`}
        </JobProgress>
      )}
      {run.error && (
        <ErrorPanel
          error={run.error}
          onRetry={run.error.code === 'disconnected' ? null : () => void start()}
        />
      )}
      {ended && run.progress && <ActionOutcome progress={run.progress} />}
      <div className="flex flex-wrap gap-2">
        {ended ? (
          <Button onClick={run.reset}>Again</Button>
        ) : (
          action !== null &&
          (preview !== null || loading) && (
            <Button
              type="submit"
              variant={preview?.destructive ? 'destroy' : 'primary'}
              disabled={!ready}
              busy={run.isRunning}
              className="max-w-full"
            >
              <span className="truncate">{preview?.act ?? 'Reading…'}</span>
            </Button>
          )
        )}
        {onCancel && <Button onClick={onCancel}>{ended ? 'Close' : 'Cancel'}</Button>}
      </div>
    </form>
  );
}

/** Tells of the end as it comes: who sees it may leave the panel right then. */
async function* tellingEnd<P extends ActionProgress>(
  frames: AsyncIterable<P>,
  onDone: ((progress: P) => void) | undefined,
): AsyncGenerator<P> {
  for await (const progress of frames) {
    if (progress.state !== 'running') onDone?.(progress);
    yield progress;
  }
}

function PreviewText({ preview }: { preview: ActionPreview }) {
  const { sentence, warnings, commands, commandCount, refused } = preview;
  const more = commandCount === null ? null : commandCount - commands.length;
  return (
    <>
      {refused === null ? (
        <p className="wrap-break-word">{sentence}</p>
      ) : (
        <p role="alert" className="flex gap-1.5 text-danger">
          <TriangleAlert size={14} aria-hidden className="mt-[3px] shrink-0" />
          {refused}
        </p>
      )}
      {refused === null &&
        warnings.map(warning => (
          <p key={warning} className="flex gap-1.5 text-pending">
            <TriangleAlert size={14} aria-hidden className="mt-[3px] shrink-0" />
            <span className="min-w-0 wrap-break-word">{warning}</span>
          </p>
        ))}
      {commands.length > 0 && <Commands text={commands.join('\n')} />}
      {commandCount === null ? (
        <p className="text-xs/[18px] text-muted">and so on, step by step, for what is found on the way</p>
      ) : (
        more !== null &&
        more > 0 && <p className="text-xs/[18px] text-muted">and {formatCount(more)} more like them</p>
      )}
    </>
  );
}

/** More than a person reads before they press: a script. */
const LONG_COMMAND = 400;

function Commands({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  if (text.length <= LONG_COMMAND) return <CommandLine text={text} />;
  return (
    <div className="flex flex-col gap-1">
      <CommandLine text={text} {...(open ? {} : { shown: text.split('\n')[0]!.trimEnd(), oneLine: true })} />
      <button
        type="button"
        aria-expanded={open}
        className="self-start text-xs/[18px] text-text underline underline-offset-2"
        onClick={() => setOpen(!open)}
      >
        {open ? 'Fold the commands' : 'Show the commands whole'}
      </button>
    </div>
  );
}

/** The name to type before anything is lost on a production connection; null elsewhere. */
function useProductionName(): string | null {
  const profile = useActiveConnection()?.profile;
  return profile?.environment === 'production' ? profile.name : null;
}
