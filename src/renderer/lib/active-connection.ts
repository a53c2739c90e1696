import type { ConnectionsOverview, Health, OpenConnection, Profile } from '#shared/contract/connections.ts';
import { useStreamPart } from './engine.ts';
import { useNavigation } from './navigation.ts';
import type { StreamState } from './stream-hub.ts';

/** An open connection but its health, which changes every second: who shows that asks for it with `useHealth`. */
export type KnownConnection = Omit<OpenConnection, 'health'>;

/** All profiles and open connections, without health. */
export type KnownConnections = Omit<ConnectionsOverview, 'open'> & { open: readonly KnownConnection[] };

export interface ActiveConnection {
  profile: Profile;
  open: KnownConnection;
}

/** All profiles and open connections. Health is no part of it: it changes every second, and who only asks what is open is not drawn again for it. */
export function useConnections(): StreamState<KnownConnections> {
  return useStreamPart('connections.watch', undefined, ({ item, ...state }) => ({
    ...state,
    item: item && { ...item, open: item.open.map(withoutHealth) },
  }));
}

function withoutHealth({ profileId, state, server }: OpenConnection): KnownConnection {
  return { profileId, state, server };
}

/** The open connection with this profile, or the first open one when that is not open. */
export function pickActive(
  overview: ConnectionsOverview | undefined,
  profileId: string | null,
): ActiveConnection | null {
  if (!overview) return null;
  const open = overview.open.find(candidate => candidate.profileId === profileId) ?? overview.open[0];
  const profile = open && overview.profiles.find(candidate => candidate.id === open.profileId);
  return open && profile ? { open: withoutHealth(open), profile } : null;
}

/** Whether the shown server is a node of a cluster: then there are keys that it does not have. */
export function useInCluster(): boolean {
  return useActiveConnection()?.open.server?.mode === 'cluster';
}

/** The connection the screens show, or null when none is open. The same object until something of it changes; see `useHealth` for its figures. */
export function useActiveConnection(): ActiveConnection | null {
  const profileId = useNavigation(({ place }) => place.on);
  return useStreamPart('connections.watch', undefined, ({ item }) => pickActive(item, profileId));
}

/** The newest figures of an open connection, every second others; null where it is not open. */
export function useHealth(profileId: string | undefined): Health | null {
  return useStreamPart('connections.watch', undefined, ({ item }) => healthOf(item, profileId));
}

/** For how long an open connection has not answered, in ms; null while it does, and where it is not open. */
export function useSilence(profileId: string | undefined): number | null {
  return useStreamPart(
    'connections.watch',
    undefined,
    ({ item }) => healthOf(item, profileId)?.silentMs ?? null,
  );
}

function healthOf(item: ConnectionsOverview | undefined, profileId: string | undefined): Health | null {
  // The engine of a test may leave it out.
  return item?.open.find(open => open.profileId === profileId)?.health ?? null;
}
