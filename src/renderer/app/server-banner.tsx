import { Copy, Network } from 'lucide-react';
import type { ServerFacts } from '#shared/contract/connections.ts';
import { addressText } from '#shared/redis/target-text.ts';
import { useActiveConnection } from '../lib/active-connection.ts';
import { formatCount } from '../lib/format/numbers.ts';
import { formatTime } from '../lib/format/times.ts';
import { useSettings } from '../lib/settings.ts';
import { Banner } from './banner.tsx';

const SLOTS = 16_384;
/** More addresses than these do not fit on a line. */
const MOST_NAMED = 3;

/** What the connected server is only a part of: what a screen shows is not all that there is. */
export function ServerBanner() {
  const active = useActiveConnection();
  const { utc } = useSettings();
  const server = active?.open.server;
  if (!server || active.open.state.state !== 'ready') return null;
  const address = addressText(active.profile.target.address);
  const { cluster, replica, mode } = server;
  return (
    <>
      {cluster && (
        <Banner quiet icon={<Network size={15} aria-hidden />}>
          <span
            title={cluster.others.length > 0 ? `The other nodes: ${cluster.others.join(', ')}` : undefined}
          >
            {clusterText(address, cluster)}
          </span>
          {/* On a narrow window the title says it. */}
          <span className="max-[1100px]:hidden">{othersText(cluster)}</span>
        </Banner>
      )}
      {mode === 'sentinel' && (
        <Banner quiet icon={<Network size={15} aria-hidden />}>
          {`${address} is a Sentinel: it watches over servers and has no keys of its own. Connect to the primary that it names.`}
        </Banner>
      )}
      {replica && (
        <Banner quiet icon={<Copy size={15} aria-hidden />}>
          {replicaText(address, replica, ms => formatTime(ms, { utc }))}
        </Banner>
      )}
    </>
  );
}

function clusterText(address: string, { slots }: NonNullable<ServerFacts['cluster']>): string {
  const part = slots === null ? '' : `, ${formatCount(slots)} of ${formatCount(SLOTS)} slots`;
  return `One node of a cluster: Millrace shows the keys of ${address} only${part}.`;
}

function othersText({ others }: NonNullable<ServerFacts['cluster']>): string {
  if (others.length === 0) return '';
  return others.length <= MOST_NAMED
    ? ` The rest is on ${others.join(', ')}.`
    : ` The rest is on ${formatCount(others.length)} other nodes.`;
}

function replicaText(
  address: string,
  { of, readOnly, since }: NonNullable<ServerFacts['replica']>,
  timeText: (ms: number) => string,
): string {
  const primary = of === null ? 'another server' : of;
  const writes =
    readOnly === null
      ? 'It may refuse writes.'
      : readOnly
        ? 'It refuses writes.'
        : 'What is written here does not reach the primary.';
  return since === null
    ? `${address} is a replica of ${primary}. ${writes}`
    : `${address} was the primary until ${timeText(since)}: after a fail-over it is a replica of ${primary}. ${writes} Connect to the new primary to write.`;
}
