import type { CheckedPipelines } from '#shared/contract/pipelines.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { steady } from '../../../lib/steady.ts';
import type { Tab } from '../../../ui/tabs.tsx';
import { FileEditor } from '../file-editor.tsx';
import { ResultsGrid } from '../results-grid.tsx';
import type { PipelinePart } from './document.ts';
import { FieldsPane } from './fields-pane.tsx';
import { FormContext, type FormContent } from './form/form-context.ts';
import { fieldsAt } from './known-words.ts';
import { StepForm } from './step-form.tsx';
import { stepTitle, withoutStep } from './steps.ts';
import type { ComposedFile } from './use-document.ts';
import type { ChangePart } from './use-form-content.ts';
import { fileNameOf } from './use-keeping.ts';
import type { Look } from './use-look.ts';
import type { Steps } from './use-steps.ts';
import { WriteTab } from './write-tab.tsx';

interface StepTabs {
  /** Null where the text cannot be read. */
  part: PipelinePart | null;
  index: number;
  form: FormContent | null;
  steps: Steps;
  look: Look;
  change: ChangePart;
  /** Why the text cannot be read. */
  unreadable: string;
}

/** The form of the step, and the fields of the events. */
export function stepTabs({ part, index, form, steps, look, change, unreadable }: StepTabs): Tab<string>[] {
  const { step, choose } = steps;
  const fields = fieldsAt(step, look.preview);
  return [
    {
      value: 'step',
      title: <span className="inline-block first-letter:uppercase">{stepTitle(step)}</span>,
      content:
        part && form ? (
          <FormContext value={form}>
            <StepForm
              key={`${index} ${step}`}
              step={step}
              onRemove={() => {
                change(`remove ${step}`, (now, of) => withoutStep(now, of, step));
                choose('source');
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
        <div {...steady} className="flex min-h-0 min-w-0 flex-1 flex-col">
          <FieldsPane
            part={part}
            fields={fields.list}
            events={fields.events}
            isDecoded={fields.isDecoded}
            onEdit={edit => change('field', edit)}
          />
        </div>
      ),
    },
  ];
}

interface ResultTabs {
  id: string;
  name: string;
  file: ComposedFile;
  savedText: string;
  checked: CheckedPipelines | undefined;
  look: Look;
  onSet: (path: JsonPath, value: unknown) => void;
  onGoTo: (path: JsonPath) => void;
  onSaved: () => void;
}

/** What comes of the pipeline: what it would write, its rows, its file. */
export function resultTabs(props: ResultTabs): Tab<string>[] {
  const { id, name, file, savedText, checked, look, onSet, onGoTo, onSaved } = props;
  const { preview, events } = look;
  const { text } = file.document;
  return [
    {
      value: 'write',
      title: 'What it would write',
      content: (
        <div {...steady} className="flex min-h-0 min-w-0 flex-1 flex-col">
          <WriteTab
            preview={preview}
            events={events.length}
            fileName={`${id}.json`}
            onSet={onSet}
            onGoTo={onGoTo}
          />
        </div>
      ),
    },
    {
      value: 'rows',
      title: `Rows ${formatCount(preview?.rows.length ?? 0)}`,
      content: (
        <div {...steady} className="flex min-h-0 min-w-0 flex-1 flex-col">
          <ResultsGrid
            id="compose.rows"
            label="Rows of the sample"
            rows={preview?.rows ?? []}
            live={false}
            empty="The rows of the sample appear here, once there is a window and a figure."
          />
        </div>
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
          onText={next => file.write(next, 'text')}
          savedText={savedText}
          checked={checked}
          onSaved={onSaved}
        />
      ),
    },
  ];
}
