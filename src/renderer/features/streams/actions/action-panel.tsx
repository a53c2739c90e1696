import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import { ActionPanel as Panel, type ActionPanelProps } from '../../../ui/action/action-panel.tsx';
import { streamActionMethods, takesOffPending, type StreamActionInput } from './stream-actions.ts';

type Props = Omit<ActionPanelProps<StreamActionInput, StreamActionProgress>, 'methods' | 'alwaysAsks'>;

/** What an action on streams will do, its button, and what came of it. */
export function ActionPanel(props: Props) {
  return <Panel {...props} methods={streamActionMethods} alwaysAsks={takesOffPending(props.action)} />;
}
