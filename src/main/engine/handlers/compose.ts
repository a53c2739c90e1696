import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Composer } from '../pipelines/compose/composer.ts';

export function composeHandlers(composer: Composer): EngineHandlers['compose'] {
  return {
    sample: (of, { signal }) => composer.sample(of, signal),
    preview: ({ events, ...of }) => composer.preview(of, events),
    dryRun: (of, { signal }) => composer.dryRun(of, signal),
  };
}
