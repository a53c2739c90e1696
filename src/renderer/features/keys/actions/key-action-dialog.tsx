import type { ActionProgress } from '#shared/contract/actions.ts';
import { engineNow } from '../../../lib/engine.ts';
import type { InputOf } from '../../../lib/method-names.ts';
import { ActionDialog, type ActionDialogProps } from '../../../ui/action/action-dialog.tsx';

export type KeyActionInput = InputOf<'keyActions.preview'>['action'];

const methods = () => engineNow().keyActions;

/** A form, and under it what it would do to keys. */
export function KeyActionDialog(props: Omit<ActionDialogProps<KeyActionInput, ActionProgress>, 'methods'>) {
  return <ActionDialog {...props} methods={methods} />;
}
