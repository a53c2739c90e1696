import { useQueryCall } from '../../lib/engine.ts';
import { DestructiveDialog } from '../../ui/destructive-dialog.tsx';

interface RemoveDialogProps {
  id: string;
  name: string;
  open: boolean;
  onClose: () => void;
  onRemoved: () => void;
}

/** Asks, and removes a file of one's own. */
export function RemoveDialog({ id, name, open, onClose, onRemoved }: RemoveDialogProps) {
  const { run, status } = useQueryCall('pipelines.remove');
  const remove = async () => {
    if (await run({ id })) onRemoved();
  };
  return (
    <DestructiveDialog
      open={open}
      onClose={onClose}
      title={`Remove ${name}?`}
      consequence="Its file and the history of its runs are deleted. What it has written to Redis stays, and so does its position."
      act="Remove the file"
      productionName={null}
      busy={status.state === 'running'}
      error={status.state === 'failed' ? status.error : null}
      onConfirm={() => void remove()}
    />
  );
}
