import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { pause } from '../../changes.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Source } from '../sources/source.ts';
import { isAway, Rewind } from './failures.ts';
import type { FlushWriter } from './flush-writer.ts';
import type { Flusher } from './flusher.ts';
import type { Inbox } from './inbox.ts';
import type { Incidents } from './incidents.ts';
import type { Wishes } from './pass.ts';
import type { Progress } from './progress.ts';

const LONGEST_PAUSE_MS = 2_000;

export interface RecoveryParts {
  plan: Plan;
  source: Source;
  inbox: Inbox;
  flusher: Flusher;
  writer: FlushWriter | null;
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
  const { plan, source, inbox, flusher, writer, progress, incidents, wishes } = parts;
  if (isAway(error)) {
    incidents.problem = `Waiting for Redis: ${error.message}`;
    await pause(pauseMs(attempt));
  } else if (!(error instanceof Rewind)) throw error;

  let checkpoint: Checkpoint | null = error instanceof Rewind ? error.checkpoint : null;
  // What was delivered to us may not have survived on the other side: only what is in Redis counts.
  if (!checkpoint && writer && kindOf(plan.file.source).isKeptInRedis) checkpoint = await writer.rewind();
  if (checkpoint) {
    inbox.clear();
    flusher.restore(checkpoint);
  }
  for (let again = 1; !wishes.stopping; again++) {
    try {
      await source.open(progress.position);
      break;
    } catch (failure) {
      if (!isAway(failure)) throw failure;
      await pause(pauseMs(again));
    }
  }
  incidents.problem = null;
}

const pauseMs = (attempt: number) => Math.min(LONGEST_PAUSE_MS, 100 * attempt);
