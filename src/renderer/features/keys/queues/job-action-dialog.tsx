import type { ActionProgress } from '#shared/contract/actions.ts';
import type { QueueAction } from '#shared/contract/queue-actions.ts';
import { engineNow } from '../../../lib/engine.ts';
import { ActionDialog } from '../../../ui/action/action-dialog.tsx';

export type JobAct = QueueAction['kind'];

interface JobActionDialogProps {
  connectionId: string;
  act: JobAct;
  name: string;
  action: QueueAction;
  onDone: () => void;
  onClose: () => void;
}

const methods = () => engineNow().queueActions;
const titles: Record<JobAct, string> = { retry: 'Try again', run: 'Run now', discard: 'Discard' };

/** What would be done to one job, its commands, and what came of it. */
export function JobActionDialog({ connectionId, act, name, action, onDone, onClose }: JobActionDialogProps) {
  return (
    <ActionDialog<QueueAction, ActionProgress>
      methods={methods}
      connectionId={connectionId}
      open
      alwaysAsks
      title={`${titles[act]}: ${name}`}
      action={action}
      onDone={progress => {
        if (progress.state === 'done') onDone();
      }}
      onClose={onClose}
    />
  );
}
