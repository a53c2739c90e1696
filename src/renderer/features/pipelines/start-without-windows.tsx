import { Play } from 'lucide-react';
import { useState } from 'react';
import { useQueryCall } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { DestructiveDialog } from '../../ui/destructive-dialog.tsx';

interface StartWithoutWindowsProps {
  id: string;
  name: string;
  connectionId: string;
  offline: boolean;
  /** Why it did not start. */
  reason: string;
}

/** For a pipeline that did not start because its file was edited: starts it without the open windows of the run before. */
export function StartWithoutWindows({ id, name, connectionId, offline, reason }: StartWithoutWindowsProps) {
  const start = useQueryCall('pipelines.start');
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button icon={<Play size={14} aria-hidden />} onClick={() => setIsAsking(true)}>
        Start without the open windows
      </Button>
      <DestructiveDialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Start ${name} without its open windows`}
        consequence={reason}
        act="Drop the open windows and start"
        productionName={null}
        busy={start.status.state === 'running'}
        error={start.status.state === 'failed' ? start.status.error : null}
        onConfirm={() =>
          void start
            .run({ id, connectionId, offline, reset: true })
            .then(started => started && setIsAsking(false))
        }
      />
    </>
  );
}
