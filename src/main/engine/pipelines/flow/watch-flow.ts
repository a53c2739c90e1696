import type { Flow } from '#shared/contract/flow.ts';
import { Changes } from '../../changes.ts';
import { readPipelineText } from '../file/outline.ts';
import type { PipelineService } from '../supervise/service.ts';
import { FlowPicture, type FlowFile } from './flow.ts';

const EVERY_MS = 1_000;

/**
 * A file with what it is joined with on this connection, or with null all that runs there; once a second.
 *
 * @throws {MillraceError} `not-found` when there is no such file
 */
export async function* watchFlow(
  service: PipelineService,
  { id, connectionId }: { id: string | null; connectionId: string },
  signal: AbortSignal,
): AsyncGenerator<Flow> {
  const picture = new FlowPicture();
  const ticks = new Changes();
  const timer = setInterval(() => ticks.notify(), EVERY_MS);
  const read = () => {
    const others = [...service.liveRuns].filter(
      ([other, run]) => other !== id && run.connectionId === connectionId,
    );
    return picture.read(
      id === null ? null : fileOf(service, id),
      others.map(([other]) => fileOf(service, other)),
    );
  };
  try {
    yield* ticks.states(read, signal);
  } finally {
    clearInterval(timer);
  }
}

/** A file as it runs, or as it would. */
function fileOf({ documents, liveRuns }: PipelineService, id: string): FlowFile {
  const { name, text, grant } = documents.get(id);
  const run = liveRuns.get(id);
  if (run) return { id, name, pipelines: run.pipelines, run: { state: run.phase, figures: run.figures } };
  const read = readPipelineText(text, name, grant);
  return { id, name, pipelines: read.ok ? read.pipelines : [], run: null };
}
