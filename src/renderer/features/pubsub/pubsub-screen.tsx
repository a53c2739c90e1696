import { Plug, RadioTower } from 'lucide-react';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { useStream } from '../../lib/engine.ts';
import { go } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { PubSubView } from './pubsub-view.tsx';

/** Channels of the shown connection: what is heard, and a way to say something. */
export default function PubSubScreen() {
  const active = useActiveConnection();
  const { item: session, error } = useStream(
    'pubsub.watch',
    active ? { connectionId: active.profile.id } : 'off',
  );
  if (active && session)
    return <PubSubView key={active.profile.id} connectionId={active.profile.id} session={session} />;
  return (
    <>
      <ScreenToolbar title="Pub/Sub" />
      {active ? (
        error && (
          <div className="p-4">
            <ErrorPanel what="The channels cannot be watched." error={error} onRetry="itself" />
          </div>
        )
      ) : (
        <EmptyState
          icon={<RadioTower size={18} aria-hidden />}
          title="Messages appear here, live"
          action={
            <Button variant="primary" icon={<Plug size={14} aria-hidden />} onClick={() => go('overview')}>
              Choose a server
            </Button>
          }
          command="SUBSCRIBE orders"
        >
          Connect to a server first; then subscribe to channels or patterns, and publish to them by hand.
        </EmptyState>
      )}
    </>
  );
}
