import { ListTree, Plug } from 'lucide-react';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { StreamListView } from './list/stream-list-view.tsx';
import { StreamView } from './stream-view.tsx';

/** The streams of the shown connection: all of them, or one with its entries, groups and pending entries. */
export default function StreamsScreen() {
  const active = useActiveConnection();
  const { stream } = useOpened('streams');
  if (active) {
    const connectionId = active.profile.id;
    return stream === undefined ? (
      <StreamListView key={connectionId} connectionId={connectionId} />
    ) : (
      <StreamView key={`${connectionId} ${stream.join()}`} connectionId={connectionId} streamKey={stream} />
    );
  }
  return (
    <>
      <ScreenToolbar title="Streams" />
      <EmptyState
        icon={<ListTree size={18} aria-hidden />}
        title="Streams, their groups and what is pending in them"
        action={
          <Button variant="primary" icon={<Plug size={14} aria-hidden />} onClick={() => go('overview')}>
            Choose a server
          </Button>
        }
        command="XADD orders * item kettle"
      >
        Connect to a server first; then its streams appear here.
      </EmptyState>
    </>
  );
}
