import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useQueryCall } from '../../../lib/engine.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Tag } from '../../../ui/tag.tsx';

interface SaveAndRestartProps {
  id: string;
  /** As the file is called now. */
  name: string;
  /** The edited file. */
  edit: { name: string; text: string };
  disabled: boolean;
  /** The edited file is kept and runs. */
  onRestarted: () => void;
}

/** For a pipeline that runs while its file is edited: says what the edit changes, what is kept and what is lost, and does it. */
export function SaveAndRestart({ id, name, edit, disabled, onRestarted }: SaveAndRestartProps) {
  const apply = useQueryCall('pipelines.apply');
  const [isAsking, setIsAsking] = useState(false);
  const { data: compared, error } = useEngineQuery(
    'pipelines.compare',
    { id, ...edit },
    { enabled: isAsking },
  );
  const restart = async () => {
    if (!(await apply.run({ id, ...edit }))) return;
    setIsAsking(false);
    onRestarted();
  };
  return (
    <>
      <Button
        variant="primary"
        icon={<RotateCw size={14} aria-hidden />}
        disabled={disabled}
        onClick={() => {
          apply.reset();
          setIsAsking(true);
        }}
      >
        Save and restart
      </Button>
      <Dialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Restart ${name} with the edited file?`}
        description="The file is saved, the run ends in order, and the edited file starts on the same server."
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Cancel</Button>
            <Button
              variant="primary"
              disabled={!compared}
              busy={apply.status.state === 'running'}
              onClick={() => void restart()}
            >
              Save and restart
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3">
          {error && <ErrorPanel what="What the edit changes is not known." error={error} onRetry={null} />}
          {compared?.pipelines.map(({ id: pipeline, name: called, change, members, effects }) => (
            <section key={pipeline} aria-label={called}>
              <p className="flex items-center gap-2">
                <span className="font-medium">{called}</span>
                <Tag tone={change === 'same' ? 'plain' : 'pending'}>{change}</Tag>
                <span className="mono min-w-0 truncate text-muted">{members.join(', ')}</span>
              </p>
              <ul className="list-disc pl-5">
                {effects.map(effect => (
                  <li key={effect}>{effect}</li>
                ))}
              </ul>
            </section>
          ))}
          {apply.status.state === 'failed' && <ErrorPanel error={apply.status.error} onRetry={null} />}
        </div>
      </Dialog>
    </>
  );
}
