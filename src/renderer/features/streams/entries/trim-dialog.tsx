import { useState } from 'react';
import { bytesText } from '#shared/redis/text.ts';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { noTrim, TrimFields, trimmingOf, type TypedTrim } from './trim-fields.tsx';

interface TrimDialogProps {
  connectionId: string;
  streamKey: Uint8Array;
  open: boolean;
  onClose: () => void;
}

/** XTRIM: how many go, and which pending entries become ghosts, before it is done. */
export function TrimDialog({ connectionId, streamKey, open, onClose }: TrimDialogProps) {
  const [trim, setTrim] = useState<TypedTrim>({ ...noTrim, strategy: 'MAXLEN' });
  const trimming = trimmingOf(trim);
  const problem = typeof trimming === 'string' ? trimming : null;
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={`Trim ${bytesText(streamKey)}`}
      action={
        trimming === null || typeof trimming === 'string'
          ? null
          : { kind: 'trim', key: streamKey, trim: trimming }
      }
      problem={problem}
    >
      <TrimFields trim={trim} onTrim={setTrim} />
    </ActionDialog>
  );
}
