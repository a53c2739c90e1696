import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { pause } from '../../changes.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Source } from '../sources/source.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { classify, waitingText } from './classify.ts';
import { Rewind } from './failures.ts';
import type { Flusher } from './flusher.ts';
import type { Inbox } from './inbox.ts';
import type { Incidents } from './incidents.ts';
import type { Wishes } from './pass.ts';
import type { Progress } from './progress.ts';
import type { ResultsWriter } from './results-writer.ts';

const LONGEST_PAUSE_MS = 2_000;

export interface RecoveryParts {
  plan: Plan;
  source: Source;
  inbox: Inbox;
  flusher: Flusher;
  writer: ResultsWriter | null;
  progress: Progress;
  incidents: Incidents;
  wishes: Readonly<Wishes>;
}

/**
 * After a failure: goes back to the checkpoint where what was read may not hold any more, and opens the source again.
 *
 * @param attempt how often it has failed in a row
 * @throws the failure, where beginning again makes no sense
 */
export async function recover(error: unknown, attempt: number, parts: RecoveryParts): Promise<void> {
  const { plan, inbox, flusher, writer, incidents, wishes } = parts;
  if (!(error instanceof Rewind)) await waitFor(error, attempt, parts);

  let checkpoint: Checkpoint | null = error instanceof Rewind ? error.checkpoint : null;
  // What was delivered to us may not have survived on the other side: only what is in Redis counts.
  if (!checkpoint && writer && kindOf(plan.file.source).isKeptInRedis) checkpoint = await writer.rewind();
  for (let again = 1; ; again++) {
    if (checkpoint) {
      inbox.clear();
      flusher.restore(checkpoint);
    }
    if (wishes.stopping) break;
    try {
      await openSource(parts);
      break;
    } catch (failure) {
      await waitFor(failure, again, parts);
      // Others may have changed it meanwhile: what they claimed is not ours any more.
      if (checkpoint && writer) checkpoint = await writer.rewind();
    }
  }
  incidents.problem = null;
}

/** Opens the source, and keeps the place at which it begins before anything is read. */
export async function openSource({
  source,
  progress,
  flusher,
}: Pick<RecoveryParts, 'source' | 'progress' | 'flusher'>): Promise<void> {
  const pinned = await source.open(progress.position);
  if (pinned) await flusher.pin(pinned);
}

/** Says what holds the pipeline up, and waits a little. @throws what waiting does not help against */
export async function waitFor(
  error: unknown,
  attempt: number,
  { incidents, wishes }: Pick<RecoveryParts, 'incidents' | 'wishes'>,
): Promise<void> {
  const remedy = classify(error);
  if (remedy === 'end' || (remedy === 'wait' && wishes.stopping)) throw error;
  incidents.problem = waitingText(error as MillraceError);
  await pause(pauseMs(attempt));
}

const pauseMs = (attempt: number) => Math.min(LONGEST_PAUSE_MS, 100 * attempt);
