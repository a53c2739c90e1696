import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { countOf } from '../../../lib/format/numbers.ts';
import { DestructiveDialog } from '../../../ui/destructive-dialog.tsx';

interface EmptyFeedDialogProps {
  session: PubSubSession;
  open: boolean;
  onClose: () => void;
}

/** Asks before the kept messages are forgotten: other windows show them too. */
export function EmptyFeedDialog({ session, open, onClose }: EmptyFeedDialogProps) {
  const clear = useQueryCall('feeds.clear');
  const kept = countOf(session.counters.retained, 'message');
  return (
    <DestructiveDialog
      open={open}
      onClose={onClose}
      title="Empty the feed"
      consequence={`Millrace forgets ${kept} of this connection, in every window, and starts counting from zero. The subscriptions stay; Redis is not touched.`}
      act={`Forget ${kept}`}
      productionName={null}
      busy={clear.status.state === 'running'}
      error={clear.status.state === 'failed' ? clear.status.error : null}
      onConfirm={() => void clear.run({ feedId: session.feedId }).then(done => done && onClose())}
    />
  );
}
