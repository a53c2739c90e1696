import { RadioTower } from 'lucide-react';
import { useState } from 'react';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { useComposerDraft } from '../composer/composer-store.ts';
import { useLessons } from '../lessons/lessons-store.ts';
import { publishCommand } from '../subscriptions/subscription-names.ts';

/** A pattern that hears everything. */
const EVERYTHING = '*';

/** What to do about an empty feed: subscribe, or publish to what is subscribed. */
export function FeedEmpty({ connectionId, session }: { connectionId: string; session: PubSubSession }) {
  const subscribe = useQueryCall('pubsub.subscribe');
  const publish = useQueryCall('pubsub.publish');
  const take = useComposerDraft(draft => draft.takeOver);
  const [said, setSaid] = useState(false);
  const channel = session.subscriptions.find(({ kind, state }) => kind !== 'pattern' && state !== 'refused');
  const sharded = channel?.kind === 'shard';
  if (session.subscriptions.length === 0)
    return (
      <EmptyState
        icon={<RadioTower size={18} aria-hidden />}
        title="Messages appear here as they are published"
        action={
          <Button
            variant="primary"
            busy={subscribe.status.state === 'running'}
            onClick={() =>
              void subscribe.run({
                connectionId,
                subscriptions: [{ kind: 'pattern', name: parseBytesText(EVERYTHING) }],
              })
            }
          >
            Subscribe to everything
          </Button>
        }
        command={commandText(['PSUBSCRIBE', EVERYTHING])}
      >
        <p>
          Subscribe to a channel or a pattern above. Millrace keeps the newest messages, as many as Settings
          says.
        </p>
        <LearnMore />
        {subscribe.status.state === 'failed' && (
          <ErrorPanel error={subscribe.status.error} onRetry={subscribe.status.again} />
        )}
      </EmptyState>
    );
  if (!session.connected)
    return (
      <EmptyState icon={<RadioTower size={18} aria-hidden />} title="Waiting for the connection">
        Messages appear here once the subscriptions are confirmed.
      </EmptyState>
    );
  if (session.subscriptions.every(({ notify }) => notify !== null))
    return (
      <EmptyState
        icon={<RadioTower size={18} aria-hidden />}
        title="Listening. Nothing has happened to these keys yet"
        command={commandText(['SET', 'hello', 'world'])}
      >
        Changes to these keys appear here, as far as the server publishes them.
      </EmptyState>
    );
  const name = channel ? bytesText(channel.name) : 'hello';
  const payload = '{"hello":"world"}';
  return (
    <EmptyState
      icon={<RadioTower size={18} aria-hidden />}
      title="Listening. Nothing was published yet"
      action={
        <Button
          busy={publish.status.state === 'running'}
          onClick={() => {
            take({ channel: name, payload: new TextEncoder().encode(payload), sharded });
            setSaid(true);
            void publish.run({
              connectionId,
              channel: parseBytesText(name),
              sharded,
              payload: parseBytesText(payload),
            });
          }}
        >
          Publish a test message
        </Button>
      }
      command={commandText([publishCommand(sharded), name, payload])}
    >
      <LearnMore />
      {publish.status.state === 'failed' && (
        <ErrorPanel error={publish.status.error} onRetry={publish.status.again} />
      )}
      {said && publish.status.state === 'done' && publish.status.output.receivers === 0 && (
        <p>No client received it: no subscription matches that channel.</p>
      )}
    </EmptyState>
  );
}

function LearnMore() {
  const setOpen = useLessons(lessons => lessons.setOpen);
  return (
    <p className="pt-1">
      <button
        type="button"
        className="text-accent-text underline underline-offset-2"
        onClick={() => setOpen(true)}
      >
        How publish and subscribe behave
      </button>
    </p>
  );
}
