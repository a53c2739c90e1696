import type { EngineHandlers } from '#shared/contract/index.ts';
import { Changes } from '../changes.ts';
import type { HostServices } from '../host-services.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

const STATUS_EVERY_MS = 2_000;

export function appHandlers(host: HostServices, store: SettingsStore): EngineHandlers['app'] {
  const startedAt = Date.now();
  return {
    info: () => ({
      version: host.version,
      host: host.kind,
      fallback: host.fallback,
      platform: process.platform,
      node: process.versions.node,
      secrets: host.secrets.info,
    }),
    async *status(_, { signal }) {
      const beat = new Changes();
      const timer = setInterval(() => beat.notify(), STATUS_EVERY_MS);
      try {
        yield* beat.states(() => ({ engineBytes: process.memoryUsage.rss(), startedAt }), signal);
      } finally {
        clearInterval(timer);
      }
    },
    settings: (_, { signal }) => store.changes.states(() => store.state(), signal),
    updateSettings: async change => {
      await store.updateSettings(change);
      return store.state();
    },
  };
}
