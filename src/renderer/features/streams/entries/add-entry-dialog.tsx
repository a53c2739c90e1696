import { useState } from 'react';
import { literalTemplate } from '#shared/pipeline/literal-template.ts';
import { templateFunctions } from '#shared/pipeline/template-functions.ts';
import { parseNewEntryId } from '#shared/redis/stream-id.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { RepeatFields } from '../../../ui/repeat/repeat-fields.tsx';
import { readRepeat, type Repeat } from '../../../ui/repeat/repeat-values.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import type { StreamActionInput } from '../actions/stream-actions.ts';
import { FieldsEditor, type TypedField } from './fields-editor.tsx';
import { noTrim, TrimFields, trimmingOf, type TypedTrim } from './trim-fields.tsx';

interface AddEntryDialogProps {
  connectionId: string;
  /** Null: a new stream, whose name is typed. */
  streamKey: Uint8Array | null;
  open: boolean;
  onClose: () => void;
  onDone?: () => void;
  /** Fields to begin with: an entry that is added again, edited. */
  fields?: readonly TypedField[] | undefined;
}

/** XADD, with all it can do. */
export function AddEntryDialog(props: AddEntryDialogProps) {
  return props.open ? <AddEntry key={JSON.stringify(props.fields)} {...props} /> : null;
}

function AddEntry({ connectionId, streamKey, open, onClose, onDone, fields: initial }: AddEntryDialogProps) {
  const [name, setName] = useState('');
  const [id, setId] = useState('*');
  const [fields, setFields] = useState<readonly TypedField[]>(initial ?? [{ name: '', value: '' }]);
  const [noMkStream, setNoMkStream] = useState(false);
  const [trim, setTrim] = useState<TypedTrim>(noTrim);
  // An entry that is added again is sent as it was.
  const [template, setTemplate] = useState(initial === undefined);
  const [repeat, setRepeat] = useState<Repeat>({ count: '1', perSecond: '' });
  const [seed] = useState(() => Math.floor(Math.random() * 2 ** 32));
  const key = streamKey ?? parseBytesText(name);
  const idProblem = problemOf(() => parseNewEntryId(id));
  const trimming = trimmingOf(trim);
  const times = readRepeat(repeat);
  const hasValues = fields.some(({ name, value }) => `${name}\n${value}`.includes('{{'));
  const isMany = 'count' in times && (times.count > 1 || (template && hasValues));
  const problem =
    key.length === 0
      ? 'Enter the name of the stream.'
      : (idProblem ??
        ('problem' in times ? times.problem : null) ??
        (isMany && id.trim() !== '*' ? 'Entries with values or repeats have the id *.' : null) ??
        (fields.some(field => field.name !== '' || field.value !== '')
          ? null
          : 'Enter at least one field.') ??
        (typeof trimming === 'string' ? trimming : null));
  const action =
    problem !== null || typeof trimming === 'string' || 'problem' in times
      ? null
      : isMany
        ? manyOf(fields, template, { key, ...times, seed, noMkStream, trim: trimming })
        : oneOf(fields, { key, id: id.trim(), noMkStream, trim: trimming });
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={streamKey === null ? 'Create a stream' : `Add an entry to ${bytesText(streamKey)}`}
      action={action}
      problem={problem}
      {...(onDone ? { onDone } : {})}
    >
      {streamKey === null && (
        <TextField label="Name" mono value={name} placeholder="orders" onValue={setName} />
      )}
      <FieldsEditor
        fields={fields}
        onFields={setFields}
        {...(template ? { values: templateFunctions } : {})}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <RepeatFields repeat={repeat} unit="Entries" isInvalid={'problem' in times} onRepeat={setRepeat} />
        <Checkbox checked={template} onChecked={setTemplate} label="{{ }} is a value" />
      </div>
      <TextField
        label="Id"
        problem={idProblem}
        hint="* is the time now; milliseconds and -* the next in that millisecond; or an explicit id above the last."
        className="max-w-[260px]"
        mono
        value={id}
        onValue={setId}
      />
      <TrimFields trim={trim} onTrim={setTrim} offered />
      {streamKey !== null && (
        <Checkbox
          checked={noMkStream}
          onChecked={setNoMkStream}
          label="Only if the stream exists (NOMKSTREAM)"
        />
      )}
    </ActionDialog>
  );
}

type Added = Extract<StreamActionInput, { kind: 'add' }>;
type AddedMany = Extract<StreamActionInput, { kind: 'add-many' }>;

function oneOf(fields: readonly TypedField[], rest: Omit<Added, 'kind' | 'fields'>): Added {
  const typed = fields.map(({ name, value }): [Uint8Array, Uint8Array] => [
    parseBytesText(name),
    parseBytesText(value),
  ]);
  return { kind: 'add', fields: typed, ...rest };
}

function manyOf(
  fields: readonly TypedField[],
  template: boolean,
  rest: Omit<AddedMany, 'kind' | 'fields'>,
): AddedMany {
  const asTyped = (text: string) => (template ? text : literalTemplate(text));
  return {
    kind: 'add-many',
    fields: fields.map(({ name, value }): [string, string] => [asTyped(name), asTyped(value)]),
    ...rest,
  };
}

function problemOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
