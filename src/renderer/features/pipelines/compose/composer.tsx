import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { CheckedPipelines, ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import { stepNames, type SampledEvent } from '#shared/contract/compose.ts';
import { useAction } from '../../../lib/actions.ts';
import { useQueryCall, useStream } from '../../../lib/engine.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { go } from '../../../lib/navigation.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Select } from '../../../ui/select.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { freeName } from '../../../ui/new-pipeline/pipeline-start.ts';
import { Tabs, type Tab } from '../../../ui/tabs.tsx';
import { FileEditor } from '../file-editor.tsx';
import { ResultsGrid } from '../results-grid.tsx';
import { ComposerHeader } from './composer-header.tsx';
import {
  copied,
  edited,
  readDocument,
  renamed,
  withFileName,
  withPipeline,
  type PipelinePart,
} from './document.ts';
import { DryRun } from './dry-run.tsx';
import { EventsTable } from './events-table.tsx';
import { FieldsPane } from './fields-pane.tsx';
import { FormContext, problemText, type FormContent } from './form/form-context.ts';
import { Rename } from './rename.tsx';
import { StepCards } from './step-cards.tsx';
import { StepForm } from './step-form.tsx';
import { listOf, objectOf, textOf } from './plain-values.ts';
import { stepTitle, withoutStep, withStep } from './steps.ts';
import { useDocument } from './use-document.ts';
import { usePreview } from './use-preview.ts';
import { useWidth } from './use-width.ts';
import { wordsFor } from './known-words.ts';
import { WriteTab } from './write-tab.tsx';

/** In px: a narrower composer has two panes, the right one with the events among its tabs. */
const THREE_PANES = 860;
const noEvents: readonly SampledEvent[] = [];
const noProblems: CheckedPipelines['problems'] = [];

interface ComposerProps {
  listed: ListedPipeline;
  connectionId: string;
  savedText: string;
  /** The newest run; null where it has not been started. */
  run: PipelineRunState | null;
  /** The other files: two of one name would keep their positions under one key. */
  taken: readonly ListedPipeline[];
  onChoose: (id: string) => void;
  /** Saved; resolves when the saved text is the newest. */
  onSaved: () => Promise<unknown>;
  onRunView: () => void;
}

/** A pipeline file being made by looking at what it does to real events. */
export function Composer(props: ComposerProps) {
  const { listed, connectionId, savedText, run, taken, onChoose, onSaved, onRunView } = props;
  const { id, name } = listed;
  const file = useDocument(id, name, savedText);
  const { document, write, textNow } = file;
  const { text } = document;
  const [wantedIndex, setIndex] = useState(0);
  const pipelines = document.isReadable ? document.pipelines : [];
  const index = Math.min(wantedIndex, Math.max(0, pipelines.length - 1));
  const part = pipelines[index] ?? null;
  const { data: checked } = useEngineQuery(
    'pipelines.check',
    { text: useDeferredValue(text), name },
    { enabled: text !== '' },
  );
  const problems = useMemo(() => problemsOf(part, checked), [part, checked]);
  const [step, setStep] = useState('source');
  const [added, setAdded] = useState<string | null>(null);
  const [isPaused, setIsPaused] = useState(false);
  const [isDry, setIsDry] = useState(false);
  const [isRenaming, setIsRenaming] = useState(false);
  const [box, width] = useWidth();
  const [leftTab, setLeftTab] = useState('step');
  const [rightTab, setRightTab] = useRemembered('compose.right', 'events');
  const save = useQueryCall('pipelines.save');

  const hasSourceProblem = problems.some(({ path }) => path[0] === 'source');
  const source = part?.value.source;
  const sampleInput = useMemo(
    () =>
      source === undefined || hasSourceProblem
        ? ('off' as const)
        : { connectionId, id, name, index: 0, text: JSON.stringify({ source, sinks: [{ type: 'chart' }] }) },
    [source, hasSourceProblem, connectionId, id, name],
  );
  const { item: sample, error: sampleError } = useStream('compose.sample', sampleInput);
  const events = useHeld(sample?.events ?? noEvents, isPaused);
  const previewInput = useMemo(
    () => (part === null ? null : { connectionId, id, text, name, index, events: [...events] }),
    [part, connectionId, id, text, name, index, events],
  );
  const { preview, error: previewError } = usePreview(previewInput);

  const change = useCallback(
    (of: string, edit: (text: string, part: PipelinePart) => string) => {
      const now = readNow(textNow(), name, index);
      if (now) write(edit(textNow(), now), of);
    },
    [textNow, write, name, index],
  );
  const form = useMemo<FormContent | null>(
    () =>
      part && {
        value: part.value,
        edit: (path: JsonPath, value: unknown) =>
          change(path.join('.'), (now, of) => edited(now, of, path, value)),
        rename: (path: JsonPath, to: string) =>
          change(path.join('.'), (now, of) => renamed(now, of, path, to)),
        problems,
        words: over => wordsFor(over, step, part, preview),
      },
    [part, change, problems, step, preview],
  );

  const keep = async (): Promise<boolean> => {
    const now = textNow();
    if (now === savedText) return true;
    const saved = await save.run({ id, name: fileNameOf(now, name), text: now });
    if (!saved) return false;
    await onSaved();
    file.forgetDraft();
    return true;
  };
  const keepAs = async (newName: string, newText: string) => {
    const saved = await save.run({ name: newName, text: newText });
    if (saved) onChoose(saved.output.id);
  };
  const chooseStep = (next: string) => {
    setStep(next);
    setAdded(null);
    setLeftTab('step');
  };
  const addStep = (next: string) => {
    change(`add ${next}`, (now, of) => withStep(now, of, next));
    setStep(next);
    setAdded(next);
    setLeftTab('step');
  };
  const showJson = () => setRightTab(rightTab === 'json' ? 'events' : 'json');

  useAction(
    file.undo && { id: 'compose.undo', title: 'Undo', group: 'Pipelines', shortcut: 'Mod+Z', run: file.undo },
  );
  useAction(
    file.redo && {
      id: 'compose.redo',
      title: 'Redo',
      group: 'Pipelines',
      shortcut: 'Mod+Shift+Z',
      run: file.redo,
    },
  );
  useAction({
    id: 'compose.save',
    title: 'Save the pipeline',
    group: 'Pipelines',
    shortcut: 'Mod+S',
    run: () => void keep(),
  });
  useAction({
    id: 'compose.dryRun',
    title: 'Try the pipeline without writing',
    group: 'Pipelines',
    run: () => setIsDry(true),
  });

  const stepProblems = useMemo(() => {
    const found = new Map<string, string>();
    for (const problem of problems) {
      const where = ownerOf(problem.path[0]);
      if (where !== null && !found.has(where)) found.set(where, problemText(problem));
    }
    return found;
  }, [problems]);
  /** What is wrong outside of the steps: the version, a member that is not known. */
  const ofFile = part === null ? noProblems : outsideOf(pipelines, checked, problems);
  const fields = fieldsAt(step, preview);
  const unreadable = !document.isReadable && document.problem;
  const left: Tab<string>[] = [
    {
      value: 'step',
      title: <span className="inline-block first-letter:uppercase">{stepTitle(step)}</span>,
      content:
        part && form ? (
          <FormContext value={form}>
            <StepForm
              key={`${index} ${step}`}
              step={step}
              takesFocus={added === step}
              onRemove={() => {
                change(`remove ${step}`, (now, of) => withoutStep(now, of, step));
                setStep('source');
              }}
            />
          </FormContext>
        ) : (
          <p className="p-3 text-pending">{unreadable} The forms are back when it is mended under JSON.</p>
        ),
    },
    {
      value: 'fields',
      title: `Fields ${formatCount(fields.list.length)}`,
      content: part && (
        <FieldsPane
          part={part}
          fields={fields.list}
          events={events.length}
          isSelected={fields.isSelected}
          onEdit={edit => change('field', edit)}
        />
      ),
    },
  ];
  const middle =
    isDry && part && problems.length === 0 ? (
      <DryRun input={{ connectionId, id, text, name, index }} onStop={() => setIsDry(false)} />
    ) : (
      <>
        {(sampleError ?? previewError) && (
          <div className="p-2">
            <ErrorPanel error={(sampleError ?? previewError)!} onRetry={sampleError ? 'itself' : null} />
          </div>
        )}
        <EventsTable
          step={step}
          sample={sample}
          events={events}
          preview={preview}
          isPaused={isPaused}
          onPause={setIsPaused}
          onPublish={publishTo(part)}
        />
      </>
    );
  const right: Tab<string>[] = [
    {
      value: 'write',
      title: 'What it would write',
      content: <WriteTab preview={preview} events={events.length} fileName={`${id}.json`} />,
    },
    {
      value: 'rows',
      title: `Rows ${formatCount(preview?.rows.length ?? 0)}`,
      content: (
        <ResultsGrid
          id="compose.rows"
          label="Rows of the sample"
          rows={preview?.rows ?? []}
          live={false}
          empty="The rows of the sample appear here, once there is a window and a figure."
        />
      ),
    },
    {
      value: 'json',
      title: 'JSON',
      content: (
        <FileEditor
          id={id}
          name={name}
          kind="own"
          text={text}
          onText={next => write(next, 'text')}
          savedText={savedText}
          checked={checked}
          onSaved={() => void onSaved().then(file.forgetDraft)}
        />
      ),
    },
  ];
  const isWide = width >= THREE_PANES;
  const tabs = isWide
    ? right
    : [{ value: 'events', title: isDry ? 'Dry run' : 'Events', content: middle }, ...right];
  const rightTabs = (
    <Tabs
      label="Of the sample"
      value={tabs.find(({ value }) => value === rightTab)?.value ?? tabs[0]!.value}
      onValue={setRightTab}
      tabs={tabs}
    />
  );
  return (
    <div ref={box} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ComposerHeader
        listed={listed}
        connectionId={connectionId}
        run={run}
        checked={checked ?? null}
        file={file}
        reads={textOf(objectOf(source).type)}
        isDry={isDry}
        canDryRun={part !== null && problems.length === 0}
        onDryRun={() => {
          setIsDry(!isDry);
          if (!isWide && !isDry) setRightTab('events');
        }}
        showsJson={rightTab === 'json'}
        onJson={showJson}
        keep={keep}
        onRunView={onRunView}
        onRename={document.isReadable ? () => setIsRenaming(true) : null}
        onDuplicate={
          document.isReadable
            ? () =>
                void keepAs(
                  freeName(`${name} copy`, taken),
                  copied(document, freeName(`${name} copy`, taken)),
                )
            : null
        }
        onExport={() => saveFile([text], `${id}.json`, 'application/json')}
        onAddPipeline={
          document.isReadable
            ? () => {
                const next = withPipeline(document, `${name} ${document.pipelines.length + 1}`);
                write(next.text, 'add a pipeline');
                setIndex(next.index);
                chooseStep('source');
              }
            : null
        }
      />
      {save.status.state === 'failed' && (
        <div className="p-2">
          <ErrorPanel what="The file was not saved." error={save.status.error} onRetry={() => void keep()} />
        </div>
      )}
      {pipelines.length > 1 && (
        <div className="flex flex-none items-center gap-2 border-b border-line px-3 py-1">
          <span className="text-muted">
            Pipeline {index + 1} of {pipelines.length}
          </span>
          <Select
            label="Pipeline of this file"
            value={String(index)}
            onValue={next => {
              setIndex(Number(next));
              chooseStep('source');
            }}
            options={pipelines.map((pipeline, at) => ({ value: String(at), label: pipeline.name }))}
          />
        </div>
      )}
      {ofFile.length > 0 && (
        <ul role="alert" className="flex-none border-b border-danger/50 bg-danger-bg px-3 py-1">
          {ofFile.map(problem => (
            <li key={problem.path.join('.') + problem.message} className="wrap-anywhere">
              The {problem.path.length === 0 ? 'file' : `member ${problem.path.join('.')}`}{' '}
              {problemText(problem)}
            </li>
          ))}
        </ul>
      )}
      {part ? (
        <StepCards
          part={part}
          chosen={step}
          onChoose={chooseStep}
          onAdd={addStep}
          sample={sample}
          preview={preview}
          problems={stepProblems}
        />
      ) : (
        <p role="alert" className="flex-none border-b border-line p-3 text-danger">
          {unreadable}
        </p>
      )}
      {width === 0 ? null : isWide ? (
        <div className="flex min-h-0 flex-1">
          <div className="flex w-[290px] flex-none flex-col border-r border-line">
            <Tabs label="Step" value={leftTab} onValue={setLeftTab} tabs={left} />
          </div>
          <SplitPane
            id="compose.right"
            direction="horizontal"
            paneSize={340}
            minPane={240}
            minMain={240}
            main={middle}
            pane={rightTabs}
          />
        </div>
      ) : (
        <SplitPane
          id="compose.narrow"
          direction="horizontal"
          paneSize={Math.round(width * 0.58)}
          minPane={240}
          minMain={220}
          main={<Tabs label="Step" value={leftTab} onValue={setLeftTab} tabs={left} />}
          pane={rightTabs}
        />
      )}
      {isRenaming && document.isReadable && (
        <Rename
          document={document}
          name={name}
          taken={taken}
          hasRun={run !== null}
          onClose={() => setIsRenaming(false)}
          onRename={(next, keepsId) => {
            setIsRenaming(false);
            write(withFileName(document, next, keepsId), 'name');
            void keep();
          }}
        />
      )}
    </div>
  );
}

/** The pipeline of this place in a text, as it is now. */
function readNow(text: string, name: string, index: number): PipelinePart | null {
  const document = readDocument(text, name);
  return document.isReadable ? (document.pipelines[index] ?? null) : null;
}

/** Problems of one pipeline, by their places within it. */
function problemsOf(
  part: PipelinePart | null,
  checked: CheckedPipelines | undefined,
): CheckedPipelines['problems'] {
  if (!part || !checked) return noProblems;
  const { path: above } = part;
  return checked.problems
    .filter(({ path }) => above.every((step, depth) => path[depth] === step))
    .map(({ path, message, allowed }) => ({ path: path.slice(above.length), message, allowed }));
}

/** Problems that no card shows: of the file, and of members that no step has. */
function outsideOf(
  pipelines: readonly PipelinePart[],
  checked: CheckedPipelines | undefined,
  problems: CheckedPipelines['problems'],
): CheckedPipelines['problems'] {
  const isOfPipeline = (path: CheckedPipelines['problems'][number]['path']) =>
    pipelines.some(
      ({ path: above }) => above.length > 0 && above.every((step, depth) => path[depth] === step),
    );
  const ofFile =
    pipelines[0]?.path.length === 0
      ? []
      : (checked?.problems ?? []).filter(({ path }) => !isOfPipeline(path));
  return [...ofFile, ...problems.filter(({ path }) => ownerOf(path[0]) === null)];
}

/** The card in whose form a member is; null where none has it. */
function ownerOf(member: string | number | undefined): string | null {
  if (member === 'decodeFields' || member === 'invalid') return 'decode';
  if (member === 'late') return 'window';
  if (member === 'flush' || member === 'limits' || member === 'checkpoint') return 'sinks';
  return stepNames.find(step => step === member) ?? null;
}

/** The fields that an expression of the step can name. */
function fieldsAt(step: string, preview: ReturnType<typeof usePreview>['preview']) {
  const order: readonly string[] = stepNames;
  const selected = order.indexOf(step) > order.indexOf('select') ? (preview?.fields.selected ?? null) : null;
  return { isSelected: selected !== null, list: selected ?? preview?.fields.decoded ?? [] };
}

/** What it was when it began to be held. */
function useHeld<T>(value: T, isHeld: boolean): T {
  const [held, setHeld] = useState(value);
  if (!isHeld && held !== value) setHeld(value);
  return isHeld ? held : value;
}

/** For a source of channels: goes where a message can be published. */
function publishTo(part: PipelinePart | null): (() => void) | null {
  const { type, channels } = objectOf(part?.value.source);
  if (type !== 'channel') return null;
  const names = listOf(channels).map(textOf);
  const hear = names.map(channel => ({ kind: 'channel' as const, name: new TextEncoder().encode(channel) }));
  return () => go('pubsub', hear.length === 0 ? {} : { hear });
}

/** What the file is called: as its text says. */
function fileNameOf(text: string, name: string): string {
  const document = readDocument(text, name);
  const own =
    document.isReadable && typeof document.value.name === 'string' ? document.value.name.trim() : '';
  return own === '' ? name : own.slice(0, 100);
}
