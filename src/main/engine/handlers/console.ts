import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Consoles } from '../console/consoles.ts';

export function consoleHandlers(consoles: Consoles): EngineHandlers['console'] {
  return {
    run: ({ lines, confirmed, ...tab }, { page }) =>
      consoles.run({ pageId: page.id, ...tab }, lines, confirmed),
    more: ({ answerId, bytes, elements, ...tab }, { page }) => ({
      reply: consoles.more({ pageId: page.id, ...tab }, answerId, { bytes, elements }),
    }),
    interrupt: async (tab, { page }) => ({ how: await consoles.interrupt({ pageId: page.id, ...tab }) }),
    close: (tab, { page }) => consoles.close({ pageId: page.id, ...tab }),
    listen: ({ line, listenId, ...tab }, { page, signal }) =>
      consoles.listen({ pageId: page.id, ...tab }, listenId, line, signal),
    stopListening: ({ listenId }, { page }) => consoles.stopListening(page.id, listenId),
    complete: ({ line, caret, keys, ...tab }, { page }) =>
      consoles.complete({ pageId: page.id, ...tab }, line, caret, keys),
    history: ({ connectionId }) => [...consoles.history(connectionId)],
    forgetHistory: ({ connectionId }) => consoles.forgetHistory(connectionId),
  };
}
