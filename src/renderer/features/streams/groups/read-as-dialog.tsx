import { useState } from 'react';
import { parseStreamId } from '#shared/redis/stream-id.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { Field, Input } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import type { StreamActionInput } from '../actions/stream-actions.ts';

interface ReadAsDialogProps {
  connectionId: string;
  target: { key: Uint8Array; group: Uint8Array };
  /** Names of the group's consumers, to choose from. */
  consumers: readonly string[];
  open: boolean;
  onClose: () => void;
}

/** What a consumer does, by hand: XREADGROUP. */
export function ReadAsDialog(props: ReadAsDialogProps) {
  return props.open ? <ReadAs {...props} /> : null;
}

function ReadAs({ connectionId, target, consumers, open, onClose }: ReadAsDialogProps) {
  const [consumer, setConsumer] = useState(consumers[0] ?? 'alice');
  const [count, setCount] = useState('10');
  const [which, setWhich] = useState<'new' | 'own'>('new');
  const [after, setAfter] = useState('0');
  const [noAck, setNoAck] = useState(false);
  const many = /^\d{1,4}$/.test(count.trim()) ? Number(count) : 0;
  const idProblem = which === 'own' ? problemOfId(after) : null;
  const problem =
    consumer === ''
      ? 'Enter the name of a consumer.'
      : many < 1 || many > 1_000
        ? 'COUNT is a number from 1 to 1,000.'
        : idProblem;
  const action: StreamActionInput | null =
    problem !== null
      ? null
      : {
          kind: 'read-group',
          ...target,
          consumer: parseBytesText(consumer),
          count: many,
          from: which === 'new' ? '>' : after.trim(),
          noAck: which === 'new' && noAck,
        };
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={`Read from ${bytesText(target.group)} as a consumer`}
      description="This is a delivery, not a look: the group and its pending entries change."
      action={action}
      problem={problem}
    >
      <div className="flex flex-wrap gap-3">
        <Field label="Consumer" className="min-w-40 flex-1">
          <Input
            mono
            list="read-as-consumers"
            value={consumer}
            onChange={event => setConsumer(event.target.value)}
          />
        </Field>
        <datalist id="read-as-consumers">
          {consumers.map(name => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
        <TextField label="COUNT" className="w-20" mono inputMode="numeric" value={count} onValue={setCount} />
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Which entries" className="min-w-40 flex-1">
          <Select
            value={which}
            onValue={setWhich}
            options={[
              { value: 'new', label: 'new ones, given to nobody yet (>)' },
              { value: 'own', label: 'its own pending ones, again' },
            ]}
          />
        </Field>
        {which === 'own' && (
          <TextField
            label="After the id"
            className="w-44"
            mono
            problem={idProblem}
            value={after}
            onValue={setAfter}
          />
        )}
      </div>
      {which === 'new' && (
        <Checkbox checked={noAck} onChecked={setNoAck} label="Never make them pending (NOACK)" />
      )}
    </ActionDialog>
  );
}

function problemOfId(id: string): string | null {
  try {
    parseStreamId(id.trim());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
