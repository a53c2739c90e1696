import { Plus } from 'lucide-react';
import { useConnections } from '../../lib/active-connection.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useConnectionForm } from './connection-form-store.ts';
import { ConnectionRow } from './connection-row.tsx';
import { DiscoveredServers } from './discovered-servers.tsx';
import { SandboxCard } from './sandbox-card.tsx';

/** Every server there is to look at: saved ones with their state, found ones, and the sandbox. */
export function ConnectionsPanel() {
  const { item, error } = useConnections();
  const create = useConnectionForm(form => form.create);
  if (!item && error)
    return <ErrorPanel what="The connections cannot be listed." error={error} onRetry="itself" />;
  if (!item) return <p className="text-muted">Asking the engine…</p>;
  return (
    <div className="flex flex-col gap-5">
      {item.firstRun === 'none' && item.profiles.length === 0 && (
        <p className="text-muted">
          No server was found on this machine. Start the sandbox, or connect to a server somewhere else.
        </p>
      )}
      <SandboxCard sandbox={item.sandbox} firstRun={item.firstRun} />
      <section aria-labelledby="saved-title">
        <header className="flex items-center justify-between pb-1.5">
          <h2 id="saved-title" className="font-semibold">
            Connections
          </h2>
          <Button icon={<Plus size={14} aria-hidden />} onClick={() => create()}>
            New connection
          </Button>
        </header>
        {item.profiles.length === 0 ? (
          <p className="rounded-md border border-dashed border-line px-3 py-3 text-muted">
            Your saved connections appear here. Connect to a server below, or paste an address under New
            connection.
          </p>
        ) : (
          <ul className="divide-y divide-line-soft rounded-md border border-line bg-surface">
            {item.profiles.map(profile => (
              <ConnectionRow
                key={profile.id}
                profile={profile}
                connection={item.open.find(open => open.profileId === profile.id)}
                isSandbox={item.sandbox.state === 'running' && item.sandbox.profileId === profile.id}
              />
            ))}
          </ul>
        )}
      </section>
      <DiscoveredServers profiles={item.profiles} />
    </div>
  );
}
