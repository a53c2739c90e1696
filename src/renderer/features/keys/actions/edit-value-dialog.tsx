import { useState } from 'react';
import type { ActionProgress } from '#shared/contract/actions.ts';
import { sameBytes } from '../same-bytes.ts';
import { KeyActionDialog, type KeyActionInput } from './key-action-dialog.tsx';
import { ValueEditor } from './value-editor.tsx';
import { bytesOfEdited, editedValue } from './value-text.ts';

interface EditValueDialogProps {
  connectionId: string;
  title: string;
  /** As it was read: where another one stands by now, it is not overwritten. */
  before: Uint8Array;
  actionOf: (value: Uint8Array) => KeyActionInput;
  onDone: (progress: ActionProgress) => void;
  onClose: () => void;
}

/** A value, to be replaced by another one. */
export function EditValueDialog(props: EditValueDialogProps) {
  const { connectionId, title, before, actionOf, onDone, onClose } = props;
  const [edited, setEdited] = useState(() => editedValue(before));
  const value = bytesOfEdited(edited);
  const isSame = sameBytes(value, before);
  return (
    <KeyActionDialog
      connectionId={connectionId}
      open
      onClose={onClose}
      title={title}
      action={isSame ? null : actionOf(value)}
      problem={isSame ? 'Nothing has changed yet. Edit the value to replace it.' : null}
      onDone={onDone}
    >
      <ValueEditor value={edited} onValue={setEdited} />
    </KeyActionDialog>
  );
}
