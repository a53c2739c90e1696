import { KeyRound, Plug } from 'lucide-react';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { useAction } from '../../lib/actions.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { KeyListView } from './list/key-list-view.tsx';
import { QueueListView } from './queues/queue-list-view.tsx';
import { QueueView } from './queues/queue-view.tsx';

/** The keys of the shown connection, and what is in them. */
export default function KeysScreen() {
  const active = useActiveConnection();
  const { view, framework, queue } = useOpened('keys');
  useAction(
    active
      ? {
          id: 'keys.queues',
          title: 'Show the job queues',
          group: 'Keys',
          run: () => go('keys', { view: 'queues' }),
        }
      : null,
  );
  if (active) {
    const { id } = active.profile;
    if (view !== 'queues') return <KeyListView key={id} connectionId={id} />;
    return framework !== undefined && queue !== undefined ? (
      <QueueView key={`${id} ${framework} ${queue}`} connectionId={id} framework={framework} queue={queue} />
    ) : (
      <QueueListView key={id} connectionId={id} />
    );
  }
  return (
    <>
      <ScreenToolbar title="Keys" />
      <EmptyState
        icon={<KeyRound size={18} aria-hidden />}
        title="Keys, and what is in them"
        action={
          <Button variant="primary" icon={<Plug size={14} aria-hidden />} onClick={() => go('overview')}>
            Choose a server
          </Button>
        }
        command="SCAN 0"
      >
        Connect to a server first; then its keys appear here.
      </EmptyState>
    </>
  );
}
