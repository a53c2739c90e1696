import { useEffect, useRef, type FocusEvent } from 'react';
import type { Condition, ConditionLanguage } from '#shared/contract/condition.ts';
import { FieldChoices } from '../../ui/condition/field-choices.tsx';
import { useFieldCompletion } from '../../ui/condition/use-field-completion.ts';
import { useAction } from '../../lib/actions.ts';
import { cx } from '../../lib/class-names.ts';
import { Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { useEntryFields } from './use-entry-fields.ts';

interface ConditionInputProps {
  connectionId: string;
  streamKey: Uint8Array;
  /** Its name, and the action that the `/` key runs. */
  label: string;
  action: { id: string; title: string };
  value: Condition;
  onValue: (value: Condition) => void;
  /** Enter, or where that is asked for, leaving it. */
  onApply: () => void;
  appliesOnLeave?: boolean;
  /** CEL alone, without a choice. */
  celOnly?: boolean;
  isPending?: boolean;
}

const languages: { value: ConditionLanguage; label: string }[] = [
  { value: 'text', label: 'text' },
  { value: 're2', label: 'RE2' },
  { value: 'cel', label: 'CEL' },
];

/** A condition on entries, with the fields that they have on offer while it is typed. */
export function ConditionInput(props: ConditionInputProps) {
  const { label, action, value, onValue, onApply, appliesOnLeave = false, celOnly = false } = props;
  const { connectionId, streamKey, isPending = false } = props;
  const input = useRef<HTMLInputElement>(null);
  const isCel = value.language === 'cel';
  const setText = (text: string) => onValue({ ...value, text });
  // The fields are those of the newest entries as long as the condition stands here.
  const fields = useEntryFields({ connectionId, streamKey, isPending, wanted: isCel && value.text !== '' });
  const completion = useFieldCompletion({ text: value.text, onText: setText, fields, isCel, input });
  useAction({ ...action, group: 'Streams', shortcut: '/', run: () => input.current?.focus() });
  const apply = useRef(onApply);
  useEffect(() => {
    apply.current = onApply;
  });
  const onLeave = (event: FocusEvent<HTMLFormElement>) => {
    if (event.currentTarget.contains(event.relatedTarget)) return;
    completion.setCaret(null);
    if (appliesOnLeave) apply.current();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- told when the keyboard leaves what is inside
    <form
      className="relative flex"
      onBlur={onLeave}
      onSubmit={event => {
        event.preventDefault();
        completion.setCaret(null);
        onApply();
      }}
    >
      {!celOnly && (
        <Select
          label={`Kind of ${label.toLowerCase()}`}
          className="w-[72px] rounded-r-none! border-r-0!"
          value={value.language}
          onValue={language => onValue({ ...value, language })}
          options={languages}
        />
      )}
      <Input
        ref={input}
        mono
        aria-label={label}
        title="Enter searches"
        placeholder={isCel ? 'int(event.temperature) > 24' : 'part of a name or value'}
        className={cx('w-56! max-[1100px]:w-40!', !celOnly && 'rounded-l-none!')}
        value={value.text}
        onChange={event => {
          setText(event.target.value);
          completion.setCaret(event.target.selectionStart);
        }}
      />
      {completion.offered.length > 0 && (
        <FieldChoices
          label="Fields of the entries"
          fields={completion.offered}
          onChoose={completion.take}
          floats
        />
      )}
      {/* A select counts as a second text field, and a form of two is not sent by Enter without a button. */}
      <button type="submit" hidden>
        Search
      </button>
    </form>
  );
}
