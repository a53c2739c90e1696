import { useState } from 'react';
import { parseNewEntryId } from '#shared/redis/stream-id.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import type { StreamActionInput } from '../actions/use-preview.ts';
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
  const key = streamKey ?? parseBytesText(name);
  const idProblem = problemOf(() => parseNewEntryId(id));
  const trimming = trimmingOf(trim);
  const problem =
    key.length === 0
      ? 'Enter the name of the stream.'
      : (idProblem ??
        (fields.some(field => field.name !== '' || field.value !== '')
          ? null
          : 'Enter at least one field.') ??
        (typeof trimming === 'string' ? trimming : null));
  const action: StreamActionInput | null =
    problem !== null || typeof trimming === 'string'
      ? null
      : {
          kind: 'add',
          key,
          id: id.trim(),
          fields: fields.map(field => [parseBytesText(field.name), parseBytesText(field.value)]),
          noMkStream,
          trim: trimming,
        };
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
      <FieldsEditor fields={fields} onFields={setFields} />
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

function problemOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
