import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { useAction } from '../../../lib/actions.ts';
import { Button } from '../../../ui/button.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { NotificationForm } from './notification-form.tsx';
import { SubscriptionSets } from './subscription-sets.tsx';
import { SubscribeForm } from './subscribe-form.tsx';

type Kind = 'names' | 'notifications' | 'sets';

interface SubscribePopoverProps {
  connectionId: string;
  session: PubSubSession;
}

/** Subscribes to channels and patterns, or to what happens to keys. */
export function SubscribePopover({ connectionId, session }: SubscribePopoverProps) {
  const [open, setOpen] = useState<Kind | null>(null);
  const group = 'Pub/Sub';
  useAction({
    id: 'pubsub.subscribe',
    title: 'Subscribe to a channel or pattern…',
    group,
    shortcut: 'S',
    run: () => setOpen('names'),
  });
  useAction({
    id: 'pubsub.notifications',
    title: 'Subscribe to keyspace notifications…',
    group,
    keywords: 'keyevent expired notify-keyspace-events',
    run: () => setOpen('notifications'),
  });
  useAction({
    id: 'pubsub.sets',
    title: 'Open or save a set of subscriptions…',
    group,
    run: () => setOpen('sets'),
  });
  const close = () => setOpen(null);
  return (
    <Popover
      open={open !== null}
      onOpen={next => setOpen(next ? 'names' : null)}
      title="Subscribe"
      wide
      trigger={
        <Button variant="quiet" icon={<Plus size={14} aria-hidden />}>
          Subscribe
        </Button>
      }
    >
      {open !== null && (
        <Tabs
          label="What to subscribe to"
          value={open}
          onValue={setOpen}
          tabs={[
            {
              value: 'names',
              title: 'Channels',
              content: (
                <Panel>
                  {open === 'names' && <SubscribeForm connectionId={connectionId} onDone={close} />}
                </Panel>
              ),
            },
            {
              value: 'notifications',
              title: 'Notifications',
              content: (
                <Panel>
                  {open === 'notifications' && (
                    <NotificationForm connectionId={connectionId} onDone={close} />
                  )}
                </Panel>
              ),
            },
            {
              value: 'sets',
              title: 'Sets',
              content: (
                <Panel>
                  {open === 'sets' && (
                    <SubscriptionSets connectionId={connectionId} session={session} onDone={close} />
                  )}
                </Panel>
              ),
            },
          ]}
        />
      )}
    </Popover>
  );
}

function Panel({ children }: { children: React.ReactNode }) {
  return <div className="pt-3">{children}</div>;
}
