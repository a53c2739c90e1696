import type { FileCheck } from '#shared/contract/publish-file.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { WithUnit } from '../../../ui/with-unit.tsx';
import { Select } from '../../../ui/select.tsx';
import type { FileDraft, FileKind } from './file-plan.ts';

interface FileFieldsProps {
  draft: FileDraft;
  onDraft: (changes: Partial<FileDraft>) => void;
  kind: FileKind;
}

/** Which channels the messages go to. */
export function TargetFields({ draft, onDraft, kind, isInvalid }: FileFieldsProps & { isInvalid: boolean }) {
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
        <TextField
          label="Publish to"
          hideLabel
          className="w-24 max-w-44 grow"
          mono
          aria-invalid={(isInvalid && draft.channel === '') || undefined}
          value={draft.channel}
          placeholder="channel"
          onValue={channel => onDraft({ channel })}
        />
      )}
      {target === 'prefix' && (
        <>
          <TextField
            label="Prefix to replace"
            hideLabel
            className="w-28 shrink"
            mono
            value={draft.prefixFrom}
            placeholder="orders."
            onValue={prefixFrom => onDraft({ prefixFrom })}
          />
          <WithUnit before="→">
            <TextField
              label="New prefix"
              hideLabel
              className="w-28 shrink"
              mono
              value={draft.prefixTo}
              placeholder="replay.orders."
              onValue={prefixTo => onDraft({ prefixTo })}
            />
          </WithUnit>
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
        className="w-36 max-w-48 grow"
        value={draft.mode}
        onValue={mode => onDraft({ mode })}
        options={[
          { value: 'fast', label: 'As fast as possible' },
          { value: 'rate', label: 'At a rate' },
          { value: 'recorded', label: 'At the recorded times' },
        ]}
      />
      {draft.mode === 'rate' && (
        <WithUnit after="/s">
          <TextField
            label="Messages per second"
            hideLabel
            className="w-20"
            mono
            inputMode="decimal"
            value={draft.perSecond}
            onValue={perSecond => onDraft({ perSecond })}
          />
        </WithUnit>
      )}
      {draft.mode === 'recorded' && (
        <>
          <WithUnit before="×">
            <TextField
              label="Speed"
              hideLabel
              className="w-14"
              mono
              inputMode="decimal"
              value={draft.speed}
              onValue={speed => onDraft({ speed })}
            />
          </WithUnit>
          {kind === 'lines' && (
            <TextField
              label="Field with the time"
              hideLabel
              className="w-32 shrink"
              mono
              list="publish-file-time-fields"
              placeholder="meta.time"
              value={draft.field}
              onValue={field => onDraft({ field })}
            />
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
