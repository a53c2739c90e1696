import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { CheckedPipelines, ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { go } from '../../../lib/navigation.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { freeName } from '../../../ui/new-pipeline/pipeline-start.ts';
import type { Tab } from '../../../ui/tabs.tsx';
import { useBytewaxExport } from '../export-bytewax.tsx';
import { FileEditor } from '../file-editor.tsx';
import { ResultsGrid } from '../results-grid.tsx';
import { ComposerHeader } from './composer-header.tsx';
import { ComposerPanes, useRightTab } from './composer-panes.tsx';
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
import { EventsPane } from './events-pane.tsx';
import { FieldsPane } from './fields-pane.tsx';
import { FormContext, type FormContent } from './form/form-context.ts';
import { PipelineChooser } from './pipeline-chooser.tsx';
import { problemsOf, problemsOfSteps, problemsOutside } from './problem-places.ts';
import { Rename } from './rename.tsx';
import { StepCards } from './step-cards.tsx';
import { StepForm } from './step-form.tsx';
import { listOf, objectOf, textOf } from './plain-values.ts';
import { stepTitle, withoutStep, withStep } from './steps.ts';
import { useComposerActions } from './use-composer-actions.ts';
import { useDocument } from './use-document.ts';
import { fileNameOf, useKeeping } from './use-keeping.ts';
import { useLook } from './use-look.ts';
import { useSettled } from './use-settled.ts';
import { fieldsAt, wordsFor } from './known-words.ts';
import { WriteTab } from './write-tab.tsx';

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
  const [isDry, setIsDry] = useState(false);
  const [isRenaming, setIsRenaming] = useState(false);
  const [leftTab, setLeftTab] = useState('step');
  const [rightTab, setRightTab] = useRightTab();

  const look = useLook({
    of: { connectionId, id, name },
    text,
    part,
    index,
    problems,
    mayRead: !listed.unconfirmed,
  });
  const { sample, events, preview } = look;
  const settledText = useSettled(text);

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

  const { keep, keepAs, problem: notKept } = useKeeping({ id, name, savedText, file, onSaved, onChoose });
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
  const bytewax = useBytewaxExport({ id, name: fileNameOf(text, name), text });
  const showJson = () => setRightTab(rightTab === 'json' ? 'events' : 'json');

  useComposerActions({ file, keep, tryIt: () => setIsDry(true) });

  const outside = part === null ? [] : problemsOutside(pipelines, checked, problems);
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
          events={fields.events}
          isDecoded={fields.isDecoded}
          onEdit={edit => change('field', edit)}
        />
      ),
    },
  ];
  const middle =
    isDry && part && problems.length === 0 ? (
      <DryRun input={{ connectionId, id, text: settledText, name, index }} onStop={() => setIsDry(false)} />
    ) : (
      <EventsPane
        step={step}
        look={look}
        onPublish={listed.unconfirmed ? null : publishTo(part)}
        silence={silenceOf(listed, problems)}
      />
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
          name={fileNameOf(text, name)}
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
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ComposerHeader
        listed={listed}
        connectionId={connectionId}
        run={run}
        checked={checked ?? null}
        file={file}
        isDry={isDry}
        canDryRun={part !== null && problems.length === 0}
        onDryRun={() => {
          if (!isDry) setRightTab('events');
          setIsDry(!isDry);
        }}
        showsJson={rightTab === 'json'}
        onJson={showJson}
        keep={keep}
        edit={{ name: fileNameOf(text, name), text }}
        onRestarted={() =>
          void onSaved().then(() => {
            file.forgetDraft();
            onRunView();
          })
        }
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
        onBytewax={bytewax.ask}
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
      {notKept && (
        <div className="p-2">
          <ErrorPanel what="The file was not saved." error={notKept} onRetry={() => void keep()} />
        </div>
      )}
      {pipelines.length > 1 && (
        <PipelineChooser
          names={pipelines.map(pipeline => pipeline.name)}
          index={index}
          onIndex={next => {
            setIndex(next);
            chooseStep('source');
          }}
        />
      )}
      {outside.length > 0 && (
        <ul role="alert" className="flex-none border-b border-danger/50 bg-danger-bg px-3 py-1">
          {outside.map(problem => (
            <li key={problem} className="wrap-anywhere">
              {problem}
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
          problems={problemsOfSteps(problems)}
        />
      ) : (
        <p role="alert" className="flex-none border-b border-line p-3 text-danger">
          {unreadable}
        </p>
      )}
      <ComposerPanes
        left={left}
        leftTab={leftTab}
        onLeftTab={setLeftTab}
        middle={middle}
        middleTitle={isDry ? 'Dry run' : 'Events'}
        right={right}
        rightTab={rightTab}
        onRightTab={setRightTab}
      />
      {bytewax.dialog}
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

/** Why nothing is heard of the source. */
function silenceOf({ unconfirmed }: ListedPipeline, problems: CheckedPipelines['problems']): string {
  if (unconfirmed) return 'This file was imported. Its source is read once you have started it.';
  return problems.some(({ path }) => path[0] === 'source')
    ? 'The source is not complete yet. Its form says what is missing.'
    : 'Events of the source appear here.';
}

/** For a source of channels: goes where a message can be published. */
function publishTo(part: PipelinePart | null): (() => void) | null {
  const { type, channels } = objectOf(part?.value.source);
  if (type !== 'channel') return null;
  const names = listOf(channels).map(textOf);
  const hear = names.map(channel => ({ kind: 'channel' as const, name: new TextEncoder().encode(channel) }));
  return () => go('pubsub', hear.length === 0 ? {} : { hear });
}
