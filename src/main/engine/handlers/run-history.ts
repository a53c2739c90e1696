import type { EngineHandlers } from '#shared/contract/index.ts';
import type { RunHistory } from '../pipelines/history/run-history.ts';

export function runHistoryHandlers(history: RunHistory): EngineHandlers['runHistory'] {
  return {
    watch: ({ id }, { signal }) => history.watch(id, signal),
    file: async ({ id, run }) => ({ text: await history.text(id, run) }),
    forget: ({ id, run }) => history.forget(id, run),
  };
}
