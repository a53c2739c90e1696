import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Composer } from '../pipelines/compose/composer.ts';
import type { PipelineService } from '../pipelines/supervise/service.ts';

export function composeHandlers(composer: Composer, pipelines: PipelineService): EngineHandlers['compose'] {
  return {
    sample: (of, { signal }) => composer.sample(of, signal),
    preview: ({ events, heardUpTo, ...of }) => composer.preview(of, events, heardUpTo),
    refused: ({ id, index, ref }) => pipelines.run(id).refused(index, ref),
    dryRun: (of, { signal }) => composer.dryRun(of, signal),
  };
}
