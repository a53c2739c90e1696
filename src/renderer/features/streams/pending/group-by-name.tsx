import { Layers } from 'lucide-react';
import { useState } from 'react';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { go, useOpened } from '../../../lib/navigation.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Input } from '../../../ui/field.tsx';

interface GroupByNameProps {
  streamKey: Uint8Array;
  /** Whether XPENDING may be run. */
  mayAsk: boolean;
}

/** Opens the pending entries of a group where the groups of a stream may not be listed. */
export function GroupByName({ streamKey, mayAsk }: GroupByNameProps) {
  const { group } = useOpened('streams');
  const [name, setName] = useState(group ? bytesText(group) : '');
  return (
    <EmptyState
      icon={<Layers size={18} aria-hidden />}
      title={
        group && mayAsk
          ? `This stream has no group "${bytesText(group)}"`
          : 'The groups of this stream are not known'
      }
      action={
        mayAsk && (
          <form
            className="flex items-center gap-2"
            onSubmit={event => {
              event.preventDefault();
              if (name !== '')
                go('streams', { stream: streamKey, tab: 'pending', group: parseBytesText(name) });
            }}
          >
            <Input
              mono
              aria-label="Name of the group"
              placeholder="name of the group"
              className="w-56!"
              value={name}
              onChange={event => setName(event.target.value)}
            />
            <Button variant="primary" type="submit" disabled={name === ''}>
              Open
            </Button>
          </form>
        )
      }
    >
      {mayAsk
        ? 'This user may not run XINFO GROUPS. A group can be opened by its name.'
        : 'This user may run neither XINFO GROUPS nor XPENDING, so there is no group to show pending entries of.'}
    </EmptyState>
  );
}
