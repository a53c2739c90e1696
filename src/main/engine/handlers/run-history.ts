import type { EngineHandlers } from '#shared/contract/index.ts';
import type { PipelineService } from '../pipelines/supervise/service.ts';

export function runHistoryHandlers({ documents, history }: PipelineService): EngineHandlers['runHistory'] {
  /** Its id is the name of a file: only that of a pipeline is one. @throws {MillraceError} `not-found` */
  const known = (id: string) => documents.get(id).id;
  return {
    watch: ({ id }, { signal }) => history.watch(known(id), signal),
    file: async ({ id, run }) => ({ text: await history.text(known(id), run) }),
    forget: async ({ id, run }) => history.forget(known(id), run),
  };
}
