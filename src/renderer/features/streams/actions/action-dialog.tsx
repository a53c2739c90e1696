import type { ReactNode } from 'react';
import type { ActionProgress } from '#shared/contract/stream-actions.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ActionPanel } from './action-panel.tsx';
import type { StreamActionInput } from './use-preview.ts';

interface ActionDialogProps {
  connectionId: string;
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  action: StreamActionInput | null;
  /** What is missing in the form, when `action` is null. */
  problem?: string | null;
  onDone?: (progress: ActionProgress) => void;
  wide?: boolean;
  /** The form that makes the action. */
  children?: ReactNode;
}

/** A form, and under it what it would do. */
export function ActionDialog(props: ActionDialogProps) {
  const {
    connectionId,
    open,
    onClose,
    title,
    description,
    action,
    problem,
    onDone,
    wide = true,
    children,
  } = props;
  return (
    <Dialog open={open} onClose={onClose} title={title} description={description} wide={wide}>
      {open && (
        <div className="flex flex-col gap-3">
          {children}
          <ActionPanel
            connectionId={connectionId}
            action={action}
            problem={problem ?? null}
            onCancel={onClose}
            {...(onDone ? { onDone } : {})}
          />
        </div>
      )}
    </Dialog>
  );
}
