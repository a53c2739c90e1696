import { useState } from 'react';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';

interface RequeueDialogProps {
  connectionId: string;
  title: string;
  streamKey: Uint8Array;
  /** Null when it is closed. */
  ids: readonly string[] | null;
  onClose: () => void;
  onDone: (progress: StreamActionProgress) => void;
}

/** Puts dead letters back, as they were. */
export function RequeueDialog({ connectionId, title, streamKey, ids, onClose, onDone }: RequeueDialogProps) {
  const [target, setTarget] = useState('');
  const [remove, setRemove] = useState(true);
  return (
    <ActionDialog
      connectionId={connectionId}
      open={ids !== null}
      onClose={onClose}
      title={title}
      action={
        ids === null
          ? null
          : {
              kind: 'requeue',
              key: streamKey,
              ids: [...ids],
              target: target.trim() === '' ? null : parseBytesText(target.trim()),
              remove,
            }
      }
      onDone={onDone}
    >
      <TextField
        label="To stream"
        hint="Leave empty to send each back to where it came from."
        mono
        value={target}
        onValue={setTarget}
      />
      <Checkbox checked={remove} onChecked={setRemove} label="Remove them from the dead letters" />
    </ActionDialog>
  );
}
