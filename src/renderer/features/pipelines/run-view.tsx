import { Braces, PencilRuler, Play, Workflow } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import type { ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useAction } from '../../lib/actions.ts';
import { useQueryCall, useStream, useStreamPart } from '../../lib/engine.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import type { OutputOf } from '../../lib/method-names.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import type { Mend } from '../../lib/places/fields.ts';
import { recipeGuides } from '../../lib/recipe-guides.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { freeName } from '../../ui/new-pipeline/pipeline-start.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import { copied, readDocument } from './compose/document.ts';
import { useBytewaxExport } from './export-bytewax.tsx';
import { FileEditor } from './file-editor.tsx';
import { FlowView } from './flow/flow-view.tsx';
import { RoundsNotice } from './flow/rounds-notice.tsx';
import { PastRun } from './history/past-run.tsx';
import { RunsTab } from './history/runs-tab.tsx';
import { InterruptedNotice } from './interrupted-notice.tsx';
import { RemoveButton } from './remove-button.tsx';
import { RestartNotice } from './restart-notice.tsx';
import { RunChart } from './run-chart.tsx';
import { RunControls } from './run-controls.tsx';
import { RunDetails } from './run-details.tsx';
import { RunHeader } from './run-header.tsx';
import { StepStrip } from './step-strip.tsx';
import { useDraft } from './use-draft.ts';

/** So many pipelines of one file show their steps and leave room for the results. */
const MOST_OPEN = 2;
/** In a lower window, in px, they start folded: at least half of it is the chart's. */
const LOW = 700;

interface RunViewProps {
  listed: ListedPipeline;
  connectionId: string;
  /** The other files. */
  taken: readonly ListedPipeline[];
  document: OutputOf<'pipelines.read'> | undefined;
  /** Why the file cannot be read. */
  error: MillraceError | null;
  refetch: () => Promise<unknown>;
  /** Undefined until it is known. */
  run: PipelineRunState | null | undefined;
  onChoose: (id: string) => void;
  /** @param id of the file: for a recipe that of its copy. @param mend the event that is to be mended there */
  onCompose: (id: string, mend?: Mend) => void;
  /** The pipeline of the file that is looked at; null where none is. */
  part: string | null;
  /** Its pipelines as one picture, in place of steps and results. */
  showsFlow: boolean;
  onFlow: (shows: boolean) => void;
}

/** One pipeline file as it runs: its steps, its results, and the file itself. */
export function RunView(props: RunViewProps) {
  const { listed, connectionId, taken, document, error, refetch, run, onChoose, onCompose } = props;
  const { part, showsFlow, onFlow } = props;
  const { id, name, kind, unconfirmed } = listed;
  const save = useQueryCall('pipelines.save');
  const [draft, setDraft] = useDraft(id);
  const [showsFile, setShowsFile] = useRemembered('pipelines.showsFile', false);
  const text = draft ?? document?.text ?? '';
  // A draft that says what the file says is no change: this window may have closed between the saving and the forgetting.
  const isEdited = draft !== null && draft !== document?.text;
  const { data: checked } = useEngineQuery(
    'pipelines.check',
    { text: useDeferredValue(text), name },
    { enabled: text !== '' },
  );
  const bytewax = useBytewaxExport({ id, name, text });
  const isLive = run !== null && run !== undefined && run.endedAt === null;
  const outlines = checked?.pipelines ?? [];
  const isJoinedOn = run?.connectionId ?? connectionId;
  // Its own pipelines, and what is joined with them elsewhere.
  const flow = useStreamPart('pipelines.flow', { id, connectionId: isJoinedOn }, ({ item }) =>
    item ? { rounds: item.rounds, count: item.pipelines.length } : undefined,
  );
  const rounds = (isEdited ? checked?.rounds : flow?.rounds) ?? [];
  const hasFlow = showsFlow || outlines.length > 1 || (flow !== undefined && flow.count > 1);
  useAction(
    hasFlow
      ? {
          id: 'pipelines.flow',
          title: showsFlow ? 'Leave the flow of this pipeline' : 'Show the flow of this pipeline',
          group: 'Pipelines',
          keywords: 'joined picture lag behind',
          run: () => onFlow(!showsFlow),
        }
      : null,
  );
  const { past = null, against = null } = useOpened('pipelines');
  const { item: history } = useStream('runHistory.watch', { id });
  const show = (opened: { past?: string; against?: string }) =>
    go('pipelines', { pipeline: id, view: 'run', ...opened });
  const shown = run && run.state !== 'interrupted' ? run : null;
  const guide = recipeGuides.find(recipe => recipe.id === id) ?? null;
  const canBeOffline = outlines.some(({ source }) => source.hasReplay);
  /** A recipe stays as it is: what is composed is a copy, once its text is there and can be read. */
  const copyOf = useMemo(() => (kind === 'own' ? null : readDocument(text, name)), [kind, text, name]);
  const compose = async (mend?: Mend) => {
    if (copyOf === null) return onCompose(id, mend);
    if (!copyOf.isReadable) return;
    const copy = freeName(`${name} copy`, taken);
    const saved = await save.run({ name: copy, text: copied(copyOf, copy) });
    if (saved) onCompose(saved.output.id, mend);
  };

  return (
    <div className="flex min-w-0 flex-1 flex-col">
      {bytewax.dialog}
      <RunHeader listed={listed} run={run ?? null} isEdited={isEdited}>
        <Button
          icon={<PencilRuler size={14} aria-hidden />}
          busy={save.status.state === 'running'}
          disabled={copyOf?.isReadable === false}
          title={kind === 'own' ? 'Edit its steps' : 'Make a copy of this recipe, and edit its steps'}
          onClick={() => void compose()}
        >
          {kind === 'own' ? 'Edit' : 'Compose'}
        </Button>
        {hasFlow && (
          <Button
            icon={<Workflow size={14} aria-hidden />}
            variant={showsFlow ? 'chosen' : 'plain'}
            aria-pressed={showsFlow}
            aria-label="Flow"
            title="How its pipelines are joined, and who falls behind"
            onClick={() => onFlow(!showsFlow)}
          >
            <span className="max-[1100px]:hidden">Flow</span>
          </Button>
        )}
        <Button
          icon={<Braces size={14} aria-hidden />}
          aria-pressed={showsFile && !showsFlow}
          aria-label="JSON"
          onClick={() => {
            setShowsFile(showsFlow || !showsFile);
            if (showsFlow) onFlow(false);
          }}
        >
          <span className="max-[1100px]:hidden">JSON</span>
        </Button>
        <RunControls
          id={id}
          name={name}
          connectionId={connectionId}
          run={run ?? null}
          toConfirm={unconfirmed ? (checked?.touches ?? null) : null}
          canBeOffline={canBeOffline}
          hasProblems={isEdited || (checked?.problems.length ?? 0) > 0 || (unconfirmed && !checked)}
        />
        {kind === 'own' && !isLive && <RemoveButton id={id} name={name} onRemoved={() => setDraft(null)} />}
      </RunHeader>
      {error && (
        <div className="p-3">
          <ErrorPanel error={error} onRetry={refetch} />
        </div>
      )}
      {save.status.state === 'failed' && (
        <div className="px-3 pt-2">
          <ErrorPanel what="The copy was not saved." error={save.status.error} onRetry={save.status.again} />
        </div>
      )}
      {run?.restart && <RestartNotice id={id} restart={run.restart} why={run.error} />}
      {run?.state === 'interrupted' && <InterruptedNotice id={id} run={run} />}
      {past === null && run?.error && !run.restart && run.state !== 'interrupted' && (
        <div className="px-3 pt-2">
          <ErrorPanel onRetry={null} what="The pipeline ended." error={{ message: run.error }} />
        </div>
      )}
      {!showsFlow && <RoundsNotice rounds={rounds} />}
      {showsFlow && <FlowView id={id} connectionId={isJoinedOn} />}
      {!showsFlow && (
        <>
          {past === null && (
            <div className="max-h-[40%] flex-none overflow-y-auto">
              {outlines.map(outline => (
                <StepStrip
                  key={outline.id}
                  outline={outline}
                  figures={shown?.pipelines.find(pipeline => pipeline.id === outline.id) ?? null}
                  isLive={isLive}
                  startsOpen={outlines.length <= MOST_OPEN && window.innerHeight >= LOW}
                  isLookedAt={outline.id === part}
                />
              ))}
            </div>
          )}
          <SplitPane
            id="pipelines"
            direction="horizontal"
            paneSize={430}
            minPane={280}
            minMain={280}
            main={
              past !== null ? (
                <PastRun
                  id={id}
                  savedText={document?.text}
                  runs={history?.runs}
                  past={past}
                  against={against}
                  onAgainst={next => show({ past, ...(next !== null && { against: next }) })}
                  onClose={() => show({})}
                />
              ) : shown ? (
                <RunChart outlines={outlines} run={shown} />
              ) : (
                <EmptyState icon={<Play size={18} aria-hidden />} title="The results appear here, live">
                  {canBeOffline
                    ? 'Start it offline on the built-in replay, or live on the service itself.'
                    : 'Start it, and watch each step count.'}
                </EmptyState>
              )
            }
            pane={
              past !== null && against !== null ? null : showsFile && document ? (
                <FileEditor
                  id={id}
                  name={name}
                  kind={kind}
                  text={text}
                  onText={next => setDraft(next === document.text ? null : next)}
                  savedText={document.text}
                  checked={checked}
                  onSaved={saved => {
                    if (saved !== id) onChoose(saved);
                    void refetch().then(() => setDraft(null));
                  }}
                />
              ) : (
                <RunDetails
                  run={shown}
                  guide={guide}
                  runs={{
                    value: 'runs',
                    title: `Runs ${formatCount(history?.runs.length)}`,
                    content: (
                      <RunsTab
                        id={id}
                        runs={history?.runs}
                        problem={history?.problem ?? null}
                        past={past}
                        onPast={next => show({ past: next })}
                      />
                    ),
                  }}
                  onMend={(index, { ref }) => void compose({ run: id, index, sample: ref })}
                />
              )
            }
          />
        </>
      )}
    </div>
  );
}
