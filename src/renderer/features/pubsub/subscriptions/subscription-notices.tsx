import type { PubSubSession, Subscription } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from './notice.tsx';
import { NotifySettingNotices } from './notify-setting-notices.tsx';
import { OwnBufferNotice } from './own-buffer-notice.tsx';
import { refusals, type Refusal } from './refusals.ts';

interface SubscriptionNoticesProps {
  connectionId: string;
  session: PubSubSession;
}

/** Above the messages: all that has to be known of the subscriptions while their messages are read. */
export function SubscriptionNotices({ connectionId, session }: SubscriptionNoticesProps) {
  const { subscriptions, connected, problem } = session;
  const hearsSome = subscriptions.some(({ state }) => state === 'active');
  return (
    <>
      <NotifySettingNotices connectionId={connectionId} session={session} />
      <OwnBufferNotice connectionId={connectionId} session={session} />
      {refusals(subscriptions).map(refusal => (
        <RefusedNotice key={refusal.problem} connectionId={connectionId} refusal={refusal} />
      ))}
      {!connected && subscriptions.length > 0 && (
        <Notice tone="danger" urgent>
          <p className="min-w-0 flex-1 wrap-anywhere">
            <b className="font-medium">
              {hearsSome ? 'Not everything is heard at the moment.' : 'Nothing is heard at the moment.'}
            </b>{' '}
            {problem ?? 'The subscriber connection is being made.'}
          </p>
        </Notice>
      )}
    </>
  );
}

/** So many names stand in one notice; the others are counted. */
const SHOWN = 5;

/** Subscriptions that the server refused, and why; they can be tried again, when the server has changed its mind, or be taken away. */
function RefusedNotice({ connectionId, refusal }: { connectionId: string; refusal: Refusal }) {
  const subscribe = useQueryCall('pubsub.subscribe');
  const unsubscribe = useQueryCall('pubsub.unsubscribe');
  const { of, problem } = refusal;
  const forEach = async (call: typeof subscribe | typeof unsubscribe) => {
    for (const { kind, name } of of) if (!(await call.run({ connectionId, kind, name }))) return;
  };
  const busy = [subscribe, unsubscribe].some(({ status }) => status.state === 'running');
  return (
    <Notice tone="danger">
      <p className="min-w-0 flex-1 wrap-anywhere">
        {of.length === 1 ? (
          <>
            The {kindWords[of[0]!.kind]} <Name of={of[0]!} /> was refused.
          </>
        ) : (
          <>
            {`${formatCount(of.length)} subscriptions were refused: `}
            {of.slice(0, SHOWN).map((subscription, index) => (
              <span key={`${subscription.kind} ${bytesText(subscription.name)}`}>
                {index > 0 && ', '}
                <Name of={subscription} />
              </span>
            ))}
            {of.length > SHOWN ? ` and ${formatCount(of.length - SHOWN)} more.` : '.'}
          </>
        )}{' '}
        {problem}
      </p>
      <Button busy={busy} onClick={() => void forEach(subscribe)}>
        Try again
      </Button>
      <Button look="quiet" onClick={() => void forEach(unsubscribe)}>
        {of.length === 1 ? 'Leave it' : 'Leave them'}
      </Button>
    </Notice>
  );
}

const kindWords = { channel: 'channel', pattern: 'pattern', shard: 'sharded channel' };

function Name({ of }: { of: Subscription }) {
  return <code className="mono">{bytesText(of.name)}</code>;
}
