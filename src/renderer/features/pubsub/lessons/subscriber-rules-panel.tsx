import { RotateCw } from 'lucide-react';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { StepList } from './step-list.tsx';

/** What the server lets a subscriber do. */
export function SubscriberRulesPanel({ connectionId }: { connectionId: string }) {
  const { data, error, isFetching, refetch } = useEngineQuery('lessons.subscriberRules', { connectionId });
  return (
    <div className="flex flex-col gap-3 pt-3">
      <p>
        In RESP2 a connection that is subscribed may only subscribe, unsubscribe, PING, RESET and QUIT;
        whatever else it sends is refused. So listening and publishing need two connections, unless both sides
        speak RESP3, where the rule does not hold.
      </p>
      {error && <ErrorPanel what="It could not be tried." error={error} onRetry={refetch} />}
      {data && <StepList label="What a subscriber may run" steps={data.steps} />}
      <p className="text-muted">
        RESET makes it an ordinary connection again: without subscriptions, in database 0, and logged out.
        QUIT is answered, and then the server closes.
      </p>
      <div>
        <Button icon={<RotateCw size={13} aria-hidden />} busy={isFetching} onClick={() => void refetch()}>
          Run them again
        </Button>
      </div>
    </div>
  );
}
