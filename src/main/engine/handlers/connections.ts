import type { EngineHandlers } from '#shared/contract/index.ts';
import { commandAvailability } from '../connections/capabilities.ts';
import { accessTo, noSecrets } from '../connections/connection-secrets.ts';
import { testConnection } from '../connections/connection-test.ts';
import type { Connections } from '../connections/connections.ts';
import type { Profiles } from '../connections/profiles.ts';

/** Health may come every second from every connection; the page need not hear of each change by itself. */
const OVERVIEW_EVERY_MS = 100;

export function connectionHandlers(
  connections: Connections,
  profiles: Profiles,
): EngineHandlers['connections'] {
  return {
    watch: (_, { signal }) =>
      connections.changes.states(() => connections.overview(), signal, OVERVIEW_EVERY_MS),
    discover: () => connections.discover(),
    test: async ({ id, draft, password }, { signal }) => {
      const kept = id === undefined ? noSecrets : await profiles.secrets(id);
      const access = accessTo(
        draft.target,
        password === undefined ? kept : { ...kept, password: password ?? undefined },
      );
      return testConnection(access.target, access.password, signal);
    },
    save: ({ id, draft, password }) => connections.save(id, draft, password),
    remove: async ({ id }) => connections.remove(id),
    open: ({ id }) => {
      connections.open(id);
    },
    adopt: ({ findingId }) => connections.adopt(findingId),
    close: ({ id }) => connections.close(id),
    retry: ({ id }) => connections.get(id).retry(),
    capabilities: ({ id, commands }) => commandAvailability(connections.get(id).client, commands),
    startSandbox: () => connections.startSandbox(),
    stopSandbox: () => connections.stopSandbox(),
  };
}
