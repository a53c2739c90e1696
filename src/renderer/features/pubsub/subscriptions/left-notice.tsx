import { bytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Notice } from './notice.tsx';

/** So many names stand there; the others are counted. */
const SHOWN = 5;

/** After Millrace was started again: what was subscribed before, which is asked about once. */
export function LeftNotice({ connectionId }: { connectionId: string }) {
  const { data: left, refetch } = useEngineQuery('pubsub.left', { connectionId });
  const take = useQueryCall('pubsub.takeLeft');
  const answer = async (subscribe: boolean) => {
    if (await take.run({ connectionId, subscribe })) await refetch();
  };
  if (!left || left.length === 0) return null;
  const busy = take.status.state === 'running';
  return (
    <Notice>
      <p className="min-w-0 flex-1 wrap-anywhere">
        Before Millrace closed, you were subscribed to{' '}
        {left.slice(0, SHOWN).map(({ kind, name }, index) => (
          <span key={`${kind} ${bytesText(name)}`}>
            {index > 0 && ', '}
            <code className="mono">{bytesText(name)}</code>
          </span>
        ))}
        {left.length > SHOWN ? ` and ${formatCount(left.length - SHOWN)} more.` : '.'} What was published
        since then was not received.
      </p>
      <Button busy={busy} onClick={() => void answer(true)}>
        Subscribe again
      </Button>
      <Button variant="quiet" disabled={busy} onClick={() => void answer(false)}>
        Leave {left.length === 1 ? 'it' : 'them'}
      </Button>
      {take.status.state === 'failed' && <ErrorPanel error={take.status.error} onRetry={take.status.again} />}
    </Notice>
  );
}
