import { useState } from 'react';
import { useQueryCall } from '../../../lib/engine.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { TextField } from '../../../ui/text-field.tsx';

interface RenameDialogProps {
  open: boolean;
  name: string;
  onClose: () => void;
}

export function RenameDialog({ open, name, onClose }: RenameDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={`Rename ${name}`}>
      {open && <RenameForm name={name} onClose={onClose} />}
    </Dialog>
  );
}

function RenameForm({ name, onClose }: { name: string; onClose: () => void }) {
  const [to, setTo] = useState(name);
  const rename = useQueryCall('recordings.rename');
  const submit = async () => {
    if (to === name || (await rename.run({ name, to }))) onClose();
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField label="Name" value={to} onValue={setTo} />
      {rename.status.state === 'failed' && (
        <ErrorPanel error={rename.status.error} onRetry={() => void submit()} />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" type="submit" busy={rename.status.state === 'running'}>
          Rename
        </Button>
      </div>
    </form>
  );
}
