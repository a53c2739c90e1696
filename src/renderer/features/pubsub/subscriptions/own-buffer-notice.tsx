import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { Notice } from './notice.tsx';
import { fullnessOf } from '../server/subscriber-fullness.ts';

const ASK_EVERY_MS = 2_000;

interface OwnBufferNoticeProps {
  connectionId: string;
  session: PubSubSession;
}

/** That a subscriber connection of ours is about to be cut off, because it does not read as fast as the messages come. */
export function OwnBufferNotice({ connectionId, session }: OwnBufferNoticeProps) {
  const { data } = useEngineQuery(
    'subscribers.own',
    { connectionId },
    { everyMs: ASK_EVERY_MS, enabled: session.connected },
  );
  if (!session.connected || !data?.fullest) return null;
  const { tone, words, figure } = fullnessOf(data.fullest, data.limit);
  if (tone === 'calm') return null;
  return (
    <Notice tone={tone === 'danger' ? 'danger' : 'pending'}>
      <p className="min-w-0 flex-1">
        Millrace does not read as fast as the messages come: {figure} wait in the output buffer of the server.{' '}
        {words} Subscribe to less, or publish more slowly.
      </p>
    </Notice>
  );
}
