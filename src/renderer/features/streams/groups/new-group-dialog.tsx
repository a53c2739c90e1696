import { useState } from 'react';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { idFromText } from '../time-inputs.ts';

interface NewGroupDialogProps {
  connectionId: string;
  streamKey: Uint8Array;
  /** The server's clock, for "10 m ago". */
  serverTime: number;
  open: boolean;
  onClose: () => void;
}

/** XGROUP CREATE: from the end, the beginning, an id or a time. Also the safe way to replay. */
export function NewGroupDialog(props: NewGroupDialogProps) {
  return props.open ? <NewGroup {...props} /> : null;
}

function NewGroup({ connectionId, streamKey, serverTime, open, onClose }: NewGroupDialogProps) {
  const [name, setName] = useState('');
  const [from, setFrom] = useState('$');
  const [makeStream, setMakeStream] = useState(false);
  const id = from.trim() === '$' ? '$' : idFromText(from, serverTime);
  const fromProblem =
    id === null ? '$ for what comes, 0 for everything, an id, a time ("10 m ago"), or a date.' : null;
  const problem = name === '' ? 'Enter a name.' : fromProblem;
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={`Create a group of ${bytesText(streamKey)}`}
      description="A group of its own at an earlier id replays entries and leaves the others alone."
      action={
        problem === null && id !== null
          ? { kind: 'create-group', key: streamKey, group: parseBytesText(name), from: id, makeStream }
          : null
      }
      problem={problem}
    >
      <TextField label="Name" mono value={name} placeholder="billing" onValue={setName} />
      <TextField
        label="Begins after"
        problem={fromProblem}
        hint={'$ is the newest entry, 0 the beginning; or an id, "10 m ago", a date.'}
        mono
        value={from}
        onValue={setFrom}
      />
      <Checkbox
        checked={makeStream}
        onChecked={setMakeStream}
        label="Create the stream if it does not exist (MKSTREAM)"
      />
    </ActionDialog>
  );
}
