import type { EngineHandlers } from '#shared/contract/index.ts';
import { bytewaxProject } from '../pipelines/bytewax/project.ts';
import { checkPipelineText } from '../pipelines/file/outline.ts';
import { pipelineEnvironment } from '../pipelines/file/recipes.ts';
import { watchFlow } from '../pipelines/flow/watch-flow.ts';
import type { PipelineService } from '../pipelines/supervise/service.ts';

const LIST_EVERY_MS = 100;
const RUN_EVERY_MS = 250;

export function pipelineHandlers(service: PipelineService): EngineHandlers['pipelines'] {
  return {
    watch: (_, { signal }) => service.changes.states(() => service.list(), signal, LIST_EVERY_MS),
    read: ({ id }) => service.documents.get(id),
    save: async ({ id, name, text, imported }) => ({ id: await service.save(id, name, text, imported) }),
    remove: ({ id }) => service.remove(id),
    check: ({ text, name }) => checkPipelineText(text, name),
    bytewaxProject: async ({ text, name }) => {
      const project = await bytewaxProject(text, {
        environment: pipelineEnvironment(),
        fallbackName: name,
      });
      if (!project.ok) return { problems: project.problems, files: [], guarantees: [] };
      return { problems: [], files: project.files, guarantees: project.guarantees };
    },
    start: ({ id, connectionId, offline, confirmed, reset }) =>
      service.start(id, connectionId, offline, confirmed ?? null, reset),
    pause: ({ id }) => service.run(id).pause(),
    resume: ({ id }) => service.run(id).resume(),
    drain: ({ id }) => service.run(id).drain(),
    stop: ({ id }) => service.stop(id),
    compare: ({ id, name, text }) => service.compare(id, name, text),
    apply: ({ id, name, text }) => service.apply(id, name, text),
    restartNow: ({ id }) => service.run(id).restartNow(),
    run: ({ id }, { signal }) => service.watchRun(id, signal, RUN_EVERY_MS),
    flow: ({ id, connectionId }, { signal }) => watchFlow(service, { id, connectionId }, signal),
  };
}
