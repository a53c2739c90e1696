import type { Subscription } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from './notice.tsx';

interface RefusedNoticeProps {
  connectionId: string;
  subscription: Subscription;
}

/** A subscription that the server refused, and why; it can be tried again, when the server has changed its mind, or be taken away. */
export function RefusedNotice({ connectionId, subscription: { kind, name, problem } }: RefusedNoticeProps) {
  const subscribe = useQueryCall('pubsub.subscribe');
  const unsubscribe = useQueryCall('pubsub.unsubscribe');
  return (
    <Notice tone="danger">
      <p className="min-w-0 flex-1 wrap-anywhere">
        The {kind === 'shard' ? 'sharded channel' : kind} <code className="mono">{bytesText(name)}</code> was
        refused. {problem}
      </p>
      <Button onClick={() => void subscribe.run({ connectionId, kind, name })}>Try again</Button>
      <Button look="quiet" onClick={() => void unsubscribe.run({ connectionId, kind, name })}>
        Leave it
      </Button>
    </Notice>
  );
}
