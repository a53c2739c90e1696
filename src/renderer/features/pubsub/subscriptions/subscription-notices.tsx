import type { PubSubSession, Subscription } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { LeftNotice } from './left-notice.tsx';
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
      <LeftNotice connectionId={connectionId} />
      <NotifySettingNotices connectionId={connectionId} session={session} />
      <OwnBufferNotice connectionId={connectionId} session={session} />
      {refusals(subscriptions).map(refusal => (
        <RefusedNotice key={refusal.problem} connectionId={connectionId} refusal={refusal} />
      ))}
      <SubscribingNotice connectionId={connectionId} subscriptions={subscriptions} />
      {!connected && subscriptions.length > 0 && !(problem === null && isMany(subscriptions)) && (
        <Notice tone="danger" urgent>
          <p className="min-w-0 flex-1 wrap-anywhere">
            <b className="font-medium">
              {hearsSome
                ? 'Some subscriptions are not connected right now.'
                : 'Not receiving any messages right now.'}
            </b>{' '}
            {problem ?? 'Connecting the subscriber.'}
          </p>
        </Notice>
      )}
    </>
  );
}

/** So many are confirmed before anybody could read that they are not. */
const FEW = 100;
const isMany = (subscriptions: readonly Subscription[]) =>
  subscriptions.filter(({ state }) => state === 'waiting').length > FEW;

interface SubscribingNoticeProps {
  connectionId: string;
  subscriptions: readonly Subscription[];
}

/** How far the server is with thousands of names, and the way to end it. */
function SubscribingNotice({ connectionId, subscriptions }: SubscribingNoticeProps) {
  const unsubscribe = useQueryCall('pubsub.unsubscribe');
  if (!isMany(subscriptions)) return null;
  const waiting = subscriptions.filter(({ state }) => state === 'waiting');
  const confirmed = subscriptions.filter(({ state }) => state === 'active').length;
  const stop = () =>
    unsubscribe.run({ connectionId, subscriptions: waiting.map(({ kind, name }) => ({ kind, name })) });
  return (
    <Notice>
      <p className="flex-1">
        {`Subscribing: the server has confirmed ${formatCount(confirmed)} of ${formatCount(subscriptions.length)}.`}
      </p>
      <ProgressBar
        label="Confirmed subscriptions"
        value={confirmed}
        max={subscriptions.length}
        className="w-40"
      />
      <Button busy={unsubscribe.status.state === 'running'} onClick={() => void stop()}>
        Stop
      </Button>
    </Notice>
  );
}

/** So many names stand in one notice; the others are counted. */
const SHOWN = 5;

/** Subscriptions that the server refused, and why; they can be tried again, when the server has changed its mind, or be taken away. */
function RefusedNotice({ connectionId, refusal }: { connectionId: string; refusal: Refusal }) {
  const subscribe = useQueryCall('pubsub.subscribe');
  const unsubscribe = useQueryCall('pubsub.unsubscribe');
  const { of, problem } = refusal;
  const all = { connectionId, subscriptions: of.map(({ kind, name }) => ({ kind, name })) };
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
      <Button busy={busy} onClick={() => void subscribe.run(all)}>
        Try again
      </Button>
      <Button variant="quiet" onClick={() => void unsubscribe.run(all)}>
        {of.length === 1 ? 'Remove it' : 'Remove them'}
      </Button>
    </Notice>
  );
}

const kindWords = { channel: 'channel', pattern: 'pattern', shard: 'sharded channel' };

function Name({ of }: { of: Subscription }) {
  return <code className="mono">{bytesText(of.name)}</code>;
}
