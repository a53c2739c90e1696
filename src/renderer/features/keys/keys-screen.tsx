import { KeyRound, Plug } from 'lucide-react';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { go } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { KeyListView } from './list/key-list-view.tsx';

/** The keys of the shown connection, and what is in them. */
export default function KeysScreen() {
  const active = useActiveConnection();
  if (active) return <KeyListView key={active.profile.id} connectionId={active.profile.id} />;
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
