import type { EngineHandlers } from '#shared/contract/index.ts';
import type { OpenRequests } from '../open-requests.ts';

export function openedHandlers(requests: OpenRequests): EngineHandlers['opened'] {
  return {
    waiting: (_, { signal }) => requests.changes.states(() => ({ count: requests.count }), signal),
    take: async () => requests.take(),
  };
}
