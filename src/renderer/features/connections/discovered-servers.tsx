import { Box, LoaderCircle, Network, Variable } from 'lucide-react';
import type { Finding, Profile } from '#shared/contract/connections.ts';
import { addressText } from '#shared/redis/target-text.ts';
import { goToConnection } from '../../lib/navigation.ts';
import { useQueryCall, useStream } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { emptyForm, withTarget } from './form-state.ts';
import { useConnectionForm } from './connection-form-store.ts';

const sources = {
  port: { icon: Network, name: 'local port' },
  environment: { icon: Variable, name: 'environment' },
  docker: { icon: Box, name: 'Docker' },
} as const;

/** Servers found on this machine that are not saved yet. */
export function DiscoveredServers({ profiles }: { profiles: readonly Profile[] }) {
  const { item: discovery, error } = useStream('connections.discover', undefined);
  const known = new Set(profiles.map(profile => addressText(profile.target.address)));
  const findings =
    discovery?.findings.filter(finding => !known.has(addressText(finding.target.address))) ?? [];
  return (
    <section aria-labelledby="found-title">
      <h2 id="found-title" className="flex items-center gap-2 pb-1.5 font-semibold">
        Found on this machine
        {discovery && !discovery.finished && (
          <LoaderCircle size={14} aria-label="looking" className="animate-spin text-muted" />
        )}
      </h2>
      {error && <ErrorPanel what="Looking for servers failed." error={error} onRetry="itself" />}
      {findings.length > 0 && (
        <ul className="divide-y divide-line-soft rounded-md border border-line bg-surface">
          {findings.map(finding => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      {discovery?.finished && findings.length === 0 && (
        <p className="text-muted">
          {discovery.findings.length > 0
            ? 'Every server found is among the connections.'
            : 'No server answered on the usual local ports, in REDIS_URL or in Docker.'}
        </p>
      )}
      {discovery?.problems.map(problem => (
        <p key={problem} className="pt-1.5 text-xs/[18px] text-muted">
          {problem}
        </p>
      ))}
    </section>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const adopt = useQueryCall('connections.adopt');
  const create = useConnectionForm(form => form.create);
  const { icon: Icon, name } = sources[finding.source];
  const address = addressText(finding.target.address);
  const connect = async () => {
    const adopted = await adopt.run({ findingId: finding.id });
    if (adopted) goToConnection(adopted.output.id);
  };
  return (
    <li className="px-3 py-2">
      <div className="flex items-center gap-3">
        <Icon size={16} aria-hidden className="shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{finding.label}</p>
          <p className="truncate text-xs/[18px] text-muted">
            {name}
            {finding.label === address ? '' : ` · ${address}`}
            {finding.note === '' ? '' : ` · ${finding.note}`}
          </p>
        </div>
        <Button
          variant="quiet"
          onClick={() => create({ ...withTarget(emptyForm, finding.target, null), name: finding.label })}
        >
          Edit first…
        </Button>
        <Button busy={adopt.status.state === 'running'} onClick={() => void connect()}>
          Connect
        </Button>
      </div>
      {adopt.status.state === 'failed' && (
        <div className="pt-2">
          <ErrorPanel error={adopt.status.error} onRetry={() => void connect()} />
        </div>
      )}
    </li>
  );
}
