import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../../lib/actions.ts';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SubscribeForm } from './subscribe-form.tsx';

/** Subscribes to one or several channels or patterns. */
export function SubscribePopover({ connectionId }: { connectionId: string }) {
  const [open, setOpen] = useState(false);
  useAction({
    id: 'pubsub.subscribe',
    title: 'Subscribe to a channel or pattern…',
    group: 'Pub/Sub',
    shortcut: 'S',
    run: () => setOpen(true),
  });
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      title="Subscribe"
      trigger={
        <Button look="quiet" icon={<Plus size={14} aria-hidden />}>
          Subscribe
        </Button>
      }
    >
      {open && <SubscribeForm connectionId={connectionId} onDone={() => setOpen(false)} />}
    </Popover>
  );
}
