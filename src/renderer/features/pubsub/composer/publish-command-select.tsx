import { ChevronDown } from 'lucide-react';
import { useAction } from '../../../lib/actions.ts';
import { Button } from '../../../ui/button.tsx';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import { publishCommand } from '../subscriptions/subscription-names.ts';
import { useShardSupport } from '../subscriptions/use-shard-support.ts';

interface PublishCommandSelectProps {
  connectionId: string;
  sharded: boolean;
  onSharded: (sharded: boolean) => void;
}

/** PUBLISH or SPUBLISH: one does not reach the subscribers of the other. */
export function PublishCommandSelect({ connectionId, sharded, onSharded }: PublishCommandSelectProps) {
  const { noPublish } = useShardSupport(connectionId);
  const other = publishCommand(!sharded);
  useAction(
    sharded || noPublish === null
      ? {
          id: 'pubsub.publish-command',
          title: `Publish with ${other}`,
          group: 'Pub/Sub',
          keywords: 'sharded channel',
          run: () => onSharded(!sharded),
        }
      : null,
  );
  return (
    <Menu
      className="max-w-96"
      trigger={
        <Button className="mono" aria-label={`Publish with ${publishCommand(sharded)}`}>
          {publishCommand(sharded)}
          <ChevronDown size={13} aria-hidden className="text-muted" />
        </Button>
      }
    >
      <MenuItem onSelect={() => onSharded(false)}>
        <Choice command="PUBLISH">Reaches SUBSCRIBE and PSUBSCRIBE; never SSUBSCRIBE.</Choice>
      </MenuItem>
      <MenuItem disabled={noPublish !== null} onSelect={() => onSharded(true)}>
        <Choice command="SPUBLISH">
          {noPublish ?? 'Reaches SSUBSCRIBE of the same name only; no pattern hears it.'}
        </Choice>
      </MenuItem>
    </Menu>
  );
}

function Choice({ command, children }: { command: string; children: string }) {
  return (
    <span className="block py-1">
      <span className="mono block">{command}</span>
      <span className="block text-xs/[18px] text-muted">{children}</span>
    </span>
  );
}
