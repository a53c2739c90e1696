import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { useAction } from '../../../lib/actions.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { Button } from '../../../ui/button.tsx';
import { ServerChannels } from './server-channels.tsx';
import { SubscriberTable } from './subscriber-table.tsx';

const parts = [
  { value: 'channels', title: 'Channels' },
  { value: 'subscribers', title: 'Subscribers' },
] as const;
type Part = (typeof parts)[number]['value'];

interface ServerPaneProps {
  connectionId: string;
  session: PubSubSession;
}

/** What the server knows of publish and subscribe: its channels, and who listens. */
export function ServerPane({ connectionId, session }: ServerPaneProps) {
  const [part, setPart] = useRemembered<Part>('pubsub.server-part', 'channels');
  useAction({
    id: 'pubsub.server-part',
    title: part === 'channels' ? 'Subscribers and their output buffers' : 'Channels of the server',
    group: 'Pub/Sub',
    run: () => setPart(part === 'channels' ? 'subscribers' : 'channels'),
  });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="group" aria-label="Of the server" className="flex flex-none gap-1.5 px-3 pt-2">
        {parts.map(({ value, title }) => (
          <Button
            key={value}
            aria-pressed={part === value}
            className={part === value ? 'border-accent! text-accent-text!' : ''}
            onClick={() => setPart(value)}
          >
            {title}
          </Button>
        ))}
      </div>
      {part === 'channels' ? (
        <ServerChannels connectionId={connectionId} session={session} />
      ) : (
        <SubscriberTable connectionId={connectionId} />
      )}
    </div>
  );
}
