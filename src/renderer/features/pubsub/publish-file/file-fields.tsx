import type { FileCheck } from '#shared/contract/publish-file.ts';
import { Field, Input } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import type { FileDraft, FileKind } from './file-plan.ts';

interface FileFieldsProps {
  draft: FileDraft;
  onDraft: (changes: Partial<FileDraft>) => void;
  kind: FileKind;
}

/** Which channels the messages go to. */
export function TargetFields({ draft, onDraft, kind }: FileFieldsProps) {
  const target = kind === 'lines' ? 'one' : draft.target;
  return (
    <>
      {kind === 'recording' && (
        <Select
          label="Channels"
          className="w-40"
          value={target}
          onValue={next => onDraft({ target: next })}
          options={[
            { value: 'own', label: 'To their own channels' },
            { value: 'prefix', label: 'To another prefix' },
            { value: 'one', label: 'To one channel' },
          ]}
        />
      )}
      {target === 'one' && (
        <Field label="Publish to" hideLabel className="w-40 shrink">
          <Input
            mono
            value={draft.channel}
            placeholder="channel"
            onChange={event => onDraft({ channel: event.target.value })}
          />
        </Field>
      )}
      {target === 'prefix' && (
        <>
          <Field label="Beginning of the channels" hideLabel className="w-28 shrink">
            <Input
              mono
              value={draft.prefixFrom}
              placeholder="orders."
              onChange={event => onDraft({ prefixFrom: event.target.value })}
            />
          </Field>
          <span aria-hidden className="text-muted">
            →
          </span>
          <Field label="What takes its place" hideLabel className="w-28 shrink">
            <Input
              mono
              value={draft.prefixTo}
              placeholder="replay.orders."
              onChange={event => onDraft({ prefixTo: event.target.value })}
            />
          </Field>
        </>
      )}
    </>
  );
}

/** How fast. */
export function TimingFields({ draft, onDraft, kind, check }: FileFieldsProps & { check: FileCheck | null }) {
  return (
    <>
      <Select
        label="Timing"
        className="w-48"
        value={draft.mode}
        onValue={mode => onDraft({ mode })}
        options={[
          { value: 'fast', label: 'As fast as possible' },
          { value: 'rate', label: 'At a rate' },
          { value: 'recorded', label: 'At the recorded times' },
        ]}
      />
      {draft.mode === 'rate' && (
        <>
          <Field label="Messages per second" hideLabel>
            <Input
              mono
              inputMode="decimal"
              className="w-20!"
              value={draft.perSecond}
              onChange={event => onDraft({ perSecond: event.target.value })}
            />
          </Field>
          <span aria-hidden className="text-muted">
            /s
          </span>
        </>
      )}
      {draft.mode === 'recorded' && (
        <>
          <span aria-hidden className="text-muted">
            ×
          </span>
          <Field label="Speed" hideLabel>
            <Input
              mono
              inputMode="decimal"
              className="w-14!"
              value={draft.speed}
              onChange={event => onDraft({ speed: event.target.value })}
            />
          </Field>
          {kind === 'lines' && (
            <Field label="Field with the time" hideLabel className="w-32 shrink">
              <Input
                mono
                list="publish-file-time-fields"
                placeholder="meta.time"
                value={draft.field}
                onChange={event => onDraft({ field: event.target.value })}
              />
            </Field>
          )}
          <datalist id="publish-file-time-fields">
            {check?.timeFields.map(field => (
              <option key={field} value={field}>
                {field}
              </option>
            ))}
          </datalist>
        </>
      )}
    </>
  );
}
