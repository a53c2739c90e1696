import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { RefusedEvent } from '#shared/contract/compose.ts';
import type { ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { change as changeAddress, useOpened } from '../../../lib/navigation.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { useBytewaxExport } from '../export-bytewax.tsx';
import { RoundsNotice } from '../flow/rounds-notice.tsx';
import { ComposerHeader } from './composer-header.tsx';
import { ComposerPanes, useRightTab } from './composer-panes.tsx';
import { resultTabs, stepTabs } from './composer-tabs.tsx';
import { readDocument, withFileName, type PipelinePart } from './document.ts';
import { DryRun } from './dry-run.tsx';
import { EventsPane } from './events-pane.tsx';
import { fileActs } from './file-acts.ts';
import { MendPanel } from './mend-panel.tsx';
import { PipelineChooser } from './pipeline-chooser.tsx';
import { objectOf } from './plain-values.ts';
import { ownerOf, problemsOf, problemsOfSteps, problemsOutside } from './problem-places.ts';
import { Rename } from './rename.tsx';
import { publishTo, silenceOf } from './source-words.ts';
import { StepCards } from './step-cards.tsx';
import { withStep } from './steps.ts';
import { useComposerActions } from './use-composer-actions.ts';
import { useDocument } from './use-document.ts';
import { useFormContent } from './use-form-content.ts';
import { fileNameOf, useKeeping } from './use-keeping.ts';
import { useLook } from './use-look.ts';
import { lookWith, useMend } from './use-mend.ts';
import { useSettled } from './use-settled.ts';
import { useSteps } from './use-steps.ts';

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
  const { mend } = useOpened('pipelines');
  const [wantedIndex, setIndex] = useState(mend?.index ?? 0);
  const pipelines = document.isReadable ? document.pipelines : [];
  const index = Math.min(wantedIndex, Math.max(0, pipelines.length - 1));
  const part = pipelines[index] ?? null;
  const { data: checked } = useEngineQuery(
    'pipelines.check',
    { text: useDeferredValue(text), name },
    { enabled: text !== '' },
  );
  const problems = useMemo(() => problemsOf(part, checked), [part, checked]);
  const steps = useSteps();
  const { step } = steps;
  const [isDry, setIsDry] = useState(false);
  const [isRenaming, setIsRenaming] = useState(false);
  const [rightTab, setRightTab] = useRightTab();

  const live = useLook({
    of: { connectionId, id, name },
    text,
    part,
    index,
    problems,
    mayRead: !listed.unconfirmed,
  });
  const { mending, error: mendError } = useMend(mend, {
    connectionId,
    id,
    name,
    text,
    index: part === null ? null : index,
  });
  const look = mending ? lookWith(live, mending) : live;
  const settledText = useSettled(text);
  const [opened, setOpened] = useState<RefusedEvent | null>(null);
  if (mending && mending.refused !== opened) {
    setOpened(mending.refused);
    steps.goTo(mending.refused.path);
    setRightTab('events');
  }

  const change = useCallback(
    (of: string, edit: (text: string, part: PipelinePart) => string) => {
      const now = readNow(textNow(), name, index);
      if (now) write(edit(textNow(), now), of);
    },
    [textNow, write, name, index],
  );
  const form = useFormContent({
    part,
    change,
    problems,
    step,
    spot: steps.spot,
    previews: [live.preview, mending?.preview ?? null],
  });
  const { keep, keepAs, problem: notKept } = useKeeping({ id, name, savedText, file, onSaved, onChoose });
  const choosePipeline = (next: number) => {
    setIndex(next);
    steps.choose('source');
  };
  /** A step that is not there yet is added. */
  const goTo = (path: JsonPath) => {
    const [member] = path;
    if (typeof member === 'string' && part?.value[member] === undefined && ownerOf(member) === member)
      change(`add ${member}`, (now, of) => withStep(now, of, member));
    steps.goTo(path);
  };
  const bytewax = useBytewaxExport({ id, name: fileNameOf(text, name), text });
  useComposerActions({ file, keep, tryIt: () => setIsDry(true) });

  const outside = part === null ? [] : problemsOutside(pipelines, checked, problems);
  const unreadable = document.isReadable ? '' : document.problem;
  const isSound = part !== null && problems.length === 0;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ComposerHeader
        listed={listed}
        connectionId={connectionId}
        run={run}
        checked={checked ?? null}
        file={file}
        isDry={isDry}
        canDryRun={isSound}
        onDryRun={() => {
          if (!isDry) setRightTab('events');
          setIsDry(!isDry);
        }}
        showsJson={rightTab === 'json'}
        onJson={() => setRightTab(rightTab === 'json' ? 'events' : 'json')}
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
        acts={fileActs({ listed, file, taken, keepAs, onBytewax: bytewax.ask, onAdded: choosePipeline })}
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
          onIndex={choosePipeline}
        />
      )}
      {outside.length > 0 && (
        <div role="alert" className="flex-none border-b border-danger/50 bg-danger-bg px-3 py-1">
          <ul>
            {outside.map(problem => (
              <li key={problem} className="wrap-anywhere">
                {problem}
              </li>
            ))}
          </ul>
        </div>
      )}
      <RoundsNotice rounds={checked?.rounds ?? []} />
      {part ? (
        <StepCards
          part={part}
          chosen={step}
          onChoose={steps.choose}
          onAdd={next => goTo([next])}
          sample={look.sample}
          preview={look.preview}
          problems={problemsOfSteps(problems)}
        />
      ) : (
        <p role="alert" className="flex-none border-b border-line p-3 text-danger">
          {unreadable}
        </p>
      )}
      <ComposerPanes
        left={stepTabs({ part, index, form, steps, look, change, unreadable })}
        leftTab={steps.tab}
        onLeftTab={steps.setTab}
        middle={
          <>
            {mend && mendError && (
              <div className="flex-none p-2">
                <ErrorPanel what="The event to mend is gone." error={mendError} onRetry={null} />
              </div>
            )}
            {mending && (
              <MendPanel
                step={step}
                mending={mending}
                onLateness={
                  goesByEvents(part) ? lateness => form?.edit(['window', 'time', 'lateness'], lateness) : null
                }
                onClose={() => changeAddress('pipelines', { mend: undefined })}
              />
            )}
            {isDry && isSound ? (
              <DryRun
                input={{ connectionId, id, text: settledText, name, index }}
                onStop={() => setIsDry(false)}
              />
            ) : (
              <EventsPane
                step={step}
                look={look}
                onPublish={listed.unconfirmed ? null : publishTo(part)}
                silence={silenceOf(listed, problems)}
              />
            )}
          </>
        }
        middleTitle={isDry ? 'Dry run' : 'Events'}
        right={resultTabs({
          id,
          name,
          file,
          savedText,
          checked,
          look,
          onSet: (path, value) => form?.edit(path, value),
          onGoTo: goTo,
          onSaved: () => void onSaved().then(file.forgetDraft),
        })}
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

/** Whether its windows go by the time of events. */
function goesByEvents(part: PipelinePart | null): boolean {
  const { time } = objectOf(part?.value.window);
  return typeof time === 'object' && time !== null;
}
