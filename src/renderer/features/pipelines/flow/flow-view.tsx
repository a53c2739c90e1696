import { Workflow } from 'lucide-react';
import { useStreamPart } from '../../../lib/engine.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { FlowPicture } from './flow-picture.tsx';
import { JointList } from './joint-list.tsx';
import { RoundsNotice } from './rounds-notice.tsx';

interface FlowViewProps {
  /** The file; null for all that runs on the connection. */
  id: string | null;
  connectionId: string;
}

/** Pipelines as one picture, joined where one reads what another writes, with the rates of the joints and who falls behind. */
export function FlowView({ id, connectionId }: FlowViewProps) {
  // A frame comes every second, also while nothing flows.
  const { item: flow, error } = useStreamPart('pipelines.flow', { id, connectionId }, state => state);
  if (error)
    return (
      <div className="p-3">
        <ErrorPanel what="The flow cannot be shown." error={error} onRetry="itself" />
      </div>
    );
  if (!flow) return null;
  if (flow.pipelines.length === 0)
    return (
      <EmptyState
        icon={<Workflow size={18} aria-hidden />}
        title="What flows from where to where appears here"
      >
        {id === null
          ? 'Start a pipeline on this connection: it is drawn with all that run beside it.'
          : 'The file has problems. It is drawn once they are mended.'}
      </EmptyState>
    );
  return (
    <>
      <RoundsNotice rounds={flow.rounds} />
      <SplitPane
        id="pipelines.flow"
        direction="vertical"
        paneSize={220}
        minPane={80}
        minMain={140}
        main={<FlowPicture flow={flow} />}
        pane={<JointList flow={flow} />}
      />
    </>
  );
}
