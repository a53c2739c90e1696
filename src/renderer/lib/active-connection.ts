import { useMemo } from 'react';
import type { ConnectionsOverview, OpenConnection, Profile } from '#shared/contract/connections.ts';
import { useStream } from './engine.ts';
import { useNavigation } from './navigation.ts';
import type { StreamState } from './stream-hub.ts';

export interface ActiveConnection {
  profile: Profile;
  open: OpenConnection;
}

/** All profiles and open connections. */
export function useConnections(): StreamState<ConnectionsOverview> {
  return useStream('connections.watch', undefined);
}

/** The open connection with this profile, or the first open one when that is not open. */
export function pickActive(
  overview: ConnectionsOverview | undefined,
  profileId: string | null,
): ActiveConnection | null {
  if (!overview) return null;
  const open = overview.open.find(candidate => candidate.profileId === profileId) ?? overview.open[0];
  const profile = open && overview.profiles.find(candidate => candidate.id === open.profileId);
  return open && profile ? { open, profile } : null;
}

/** Whether the shown server is a node of a cluster: then there are keys that it does not have. */
export function useInCluster(): boolean {
  return useActiveConnection()?.open.server?.mode === 'cluster';
}

/** The connection the screens show, or null when none is open. */
export function useActiveConnection(): ActiveConnection | null {
  const { item } = useConnections();
  const profileId = useNavigation(({ place }) => place.on);
  return useMemo(() => pickActive(item, profileId), [item, profileId]);
}
