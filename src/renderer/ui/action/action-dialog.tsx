import type { ReactNode } from 'react';
import type { ActionProgress } from '#shared/contract/actions.ts';
import { Dialog } from '../dialog.tsx';
import { ActionPanel, type ActionPanelProps } from './action-panel.tsx';

export interface ActionDialogProps<A, P extends ActionProgress> extends Omit<
  ActionPanelProps<A, P>,
  'onCancel' | 'outcomeElsewhere'
> {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  wide?: boolean;
  /** The form that makes the action. */
  children?: ReactNode;
}

/** A form, and under it what it would do. */
export function ActionDialog<A, P extends ActionProgress>(props: ActionDialogProps<A, P>) {
  const { open, onClose, title, description, wide = true, children, ...panel } = props;
  return (
    <Dialog open={open} onClose={onClose} title={title} description={description} wide={wide}>
      {open && (
        <div className="flex flex-col gap-3">
          {children}
          <ActionPanel {...panel} onCancel={onClose} />
        </div>
      )}
    </Dialog>
  );
}
