import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useQueryCall } from '../../lib/engine.ts';
import { IconButton } from '../../ui/button.tsx';
import { DestructiveDialog } from '../../ui/destructive-dialog.tsx';

interface RemoveButtonProps {
  id: string;
  name: string;
  onRemoved: () => void;
}

/** Asks, and removes a file of one's own. */
export function RemoveButton({ id, name, onRemoved }: RemoveButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const { run, status } = useQueryCall('pipelines.remove');
  const remove = async () => {
    if (await run({ id })) onRemoved();
  };
  return (
    <>
      <IconButton label={`Remove ${name}`} onClick={() => setIsAsking(true)}>
        <Trash2 size={14} aria-hidden />
      </IconButton>
      <DestructiveDialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Remove ${name}?`}
        consequence="Its file is deleted. What it has written to Redis stays, and so does its position."
        act="Remove the file"
        productionName={null}
        busy={status.state === 'running'}
        error={status.state === 'failed' ? status.error : null}
        onConfirm={() => void remove()}
      />
    </>
  );
}
