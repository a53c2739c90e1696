import type { EngineHandlers } from '#shared/contract/index.ts';
import type { PageMemory } from '../settings/page-memory.ts';

export function pageHandlers(memory: PageMemory): EngineHandlers['page'] {
  return {
    remembered: async () => memory.remembered,
    rememberLayout: async ({ name, value }) => memory.rememberLayout(name, value),
    rememberPublished: async published => memory.rememberPublished(published),
    rememberDraft: async ({ name, text }) => memory.rememberDraft(name, text),
  };
}
