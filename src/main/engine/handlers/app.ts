import type { EngineHandlers } from '#shared/contract/index.ts';
import { Changes } from '../changes.ts';
import type { HostServices } from '../host-services.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

const STATUS_EVERY_MS = 2_000;
/** The share of its memory by which the engine has grown or shrunk before pages are told. */
const NOTABLE = 0.01;

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
      let engineBytes = process.memoryUsage.rss();
      const timer = setInterval(() => {
        const bytes = process.memoryUsage.rss();
        if (Math.abs(bytes - engineBytes) < NOTABLE * engineBytes) return;
        engineBytes = bytes;
        beat.notify();
      }, STATUS_EVERY_MS);
      try {
        yield* beat.states(() => ({ engineBytes, startedAt }), signal);
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
