import { useQueryCall } from '../../lib/engine.ts';
import { DestructiveDialog } from '../../ui/destructive-dialog.tsx';
import { useConnectionForm } from './connection-form-store.ts';

/** Asks before a connection and its password are forgotten. */
export function RemoveConnectionDialog() {
  const { removing, remove } = useConnectionForm();
  const call = useQueryCall('connections.remove');
  const close = () => {
    call.reset();
    remove(null);
  };
  const confirm = async () => {
    if (removing && (await call.run({ id: removing.id }))) close();
  };
  return (
    <DestructiveDialog
      open={removing !== null}
      onClose={close}
      title={`Remove ${removing?.name ?? ''}`}
      consequence="The connection is closed, and its address and password are forgotten here. Nothing on the server changes."
      act={`Remove ${removing?.name ?? ''}`}
      productionName={removing?.environment === 'production' ? removing.name : null}
      busy={call.status.state === 'running'}
      error={call.status.state === 'failed' ? call.status.error : null}
      onConfirm={() => void confirm()}
    />
  );
}
