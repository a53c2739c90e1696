import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';

interface SaveAndRestartProps {
  id: string;
  name: string;
  run: PipelineRunState;
  disabled: boolean;
  /** @returns whether the file was saved */
  save: () => Promise<boolean>;
  onRestarted: () => void;
}

/** For a pipeline that runs while its file is edited: says what happens, and does it. */
export function SaveAndRestart({ id, name, run, disabled, save, onRestarted }: SaveAndRestartProps) {
  const stop = useQueryCall('pipelines.stop');
  const start = useQueryCall('pipelines.start');
  const [isAsking, setIsAsking] = useState(false);
  const isBusy = stop.status.state === 'running' || start.status.state === 'running';
  const restart = async () => {
    if (!(await save())) return setIsAsking(false);
    if (!(await stop.run({ id }))) return;
    const { connectionId, offline } = run;
    if (!(await start.run({ id, connectionId, offline }))) return;
    setIsAsking(false);
    onRestarted();
  };
  const failed = [stop, start].map(({ status }) => status).find(({ state }) => state === 'failed');
  return (
    <>
      <Button
        variant="primary"
        icon={<RotateCw size={14} aria-hidden />}
        disabled={disabled}
        onClick={() => setIsAsking(true)}
      >
        Save and restart
      </Button>
      <Dialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Restart ${name} with the edited file?`}
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Cancel</Button>
            <Button variant="primary" busy={isBusy} onClick={() => void restart()}>
              Save and restart
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-2">
          <p>
            The file is saved. The running pipeline is stopped: what its open windows hold is written, and its
            position is kept. Then the edited file is started; it goes on from that position where its source
            has one.
          </p>
          <p className="text-muted">
            If open windows cannot go on with the edit, the start is refused, and you choose whether to drop
            them.
          </p>
          {failed?.state === 'failed' && <ErrorPanel error={failed.error} onRetry={null} />}
        </div>
      </Dialog>
    </>
  );
}
