import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import { ActionDialog as Dialog, type ActionDialogProps } from '../../../ui/action/action-dialog.tsx';
import { streamActionMethods, takesOffPending, type StreamActionInput } from './stream-actions.ts';

type Props = Omit<ActionDialogProps<StreamActionInput, StreamActionProgress>, 'methods' | 'alwaysAsks'>;

/** A form, and under it what it would do to a stream. */
export function ActionDialog(props: Props) {
  return <Dialog {...props} methods={streamActionMethods} alwaysAsks={takesOffPending(props.action)} />;
}
