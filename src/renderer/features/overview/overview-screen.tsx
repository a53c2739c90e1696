import { Plug, RadioTower } from 'lucide-react';
import type { ReactNode } from 'react';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { go } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { HealthCards } from './health-cards.tsx';
import { RecipeCards } from './recipe-cards.tsx';
import { WhoseData } from './whose-data.tsx';

/** How the shown server does, and which servers there are. */
export function OverviewScreen({ connections }: { connections: ReactNode }) {
  const active = useActiveConnection();
  return (
    <>
      <ScreenToolbar title="Overview">
        <span className="ml-auto" />
        {active && (
          <Button variant="primary" icon={<RadioTower size={14} aria-hidden />} onClick={() => go('pubsub')}>
            Watch channels
          </Button>
        )}
      </ScreenToolbar>
      {active && <HealthCards key={active.profile.id} active={active} />}
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-[860px] flex-col gap-5 px-5 py-5">
          {!active && (
            <EmptyState
              icon={<Plug size={18} aria-hidden />}
              title="Connect to a Redis server"
              command="redis-cli -h 127.0.0.1 -p 6379 PING"
            >
              Then its channels, messages and figures appear here. Choose a server that was found below, start
              the sandbox, or paste an address under New connection.
            </EmptyState>
          )}
          {active && <WhoseData connectionId={active.profile.id} />}
          {active && <RecipeCards key={active.profile.id} active={active} />}
          {connections}
        </div>
      </div>
    </>
  );
}
