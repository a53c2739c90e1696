import type { SampledEvent } from '#shared/contract/compose.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import type { Wanted } from '../events/looked-up.ts';
import { TaskThreads } from '../../threads/task-threads.ts';
import type { ComposeAnswer, ComposeRequest } from './compose-messages.ts';
import type { DraftSource } from './draft.ts';
import type { Found } from './found.ts';
import type { PreviewWithKeys } from './preview.ts';

const threads = new TaskThreads<null, ComposeRequest, ComposeAnswer>({
  worker: './pipelines/compose/compose-worker.ts',
  name: 'compose',
  memoryLimitMb: 1_024,
  itemLimitMs: 1_000,
  words: {
    outOfMemory: limit =>
      `The events of the sample needed more than ${limit}. Look for an expression that builds large values.`,
    tooSlow: limit => `One event took over ${limit}. Look for an expression that loops over large lists.`,
    crashed: reason => `The sample could not be processed: ${reason}`,
  },
});

/** @throws {MillraceError} `timeout` when one event takes longer than a second, `too-large` */
export function previewInThread(
  draft: DraftSource,
  events: readonly SampledEvent[],
  found: readonly Found[],
  heardUpTo: number | undefined,
): Promise<PreviewWithKeys> {
  return asked({ do: 'preview', draft, events, found, heardUpTo }) as Promise<PreviewWithKeys>;
}

/** What the events ask Redis for. @throws as `previewInThread` */
export function wantedInThread(draft: DraftSource, events: readonly SampledEvent[]): Promise<Wanted[]> {
  return asked({ do: 'wanted', draft, events }) as Promise<Wanted[]>;
}

/** The first events that a generator makes, fewer where it makes fewer. @throws as `previewInThread` */
export function generateInThread(file: NamedPipeline): Promise<SampledEvent[]> {
  return asked({ do: 'generate', file }) as Promise<SampledEvent[]>;
}

async function asked(request: ComposeRequest): Promise<ComposeAnswer> {
  const task = threads.begin(null);
  try {
    return await task.ask(request);
  } finally {
    void task.close();
  }
}
