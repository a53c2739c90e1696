import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { pause } from '../../changes.ts';
import type { Processor } from '../events/processor.ts';
import type { Source } from '../sources/source.ts';
import type { Failures } from './failures.ts';
import type { Flusher } from './flusher.ts';
import type { Inbox } from './inbox.ts';
import type { Lookups } from './lookups.ts';

/** Others get a turn after so long: timers, sockets, the watch over slow events. */
const SLICE_MS = 15;
const EVENTS_PER_LOOK = 50;

/** What a person wants of a run. */
export interface Wishes {
  stopping: boolean;
  draining: boolean;
  paused: boolean;
}

export interface PassParts {
  plan: Plan;
  source: Source;
  inbox: Inbox;
  processor: Processor;
  flusher: Flusher;
  failures: Failures;
  clock: { now(): number };
  /** Null where nothing is looked up. */
  lookups: Lookups | null;
  wishes: Readonly<Wishes>;
  /** Called around each event: an event that never ends is seen from outside. */
  beginEvent?: (() => void) | undefined;
  endEvent?: (() => void) | undefined;
}

/**
 * Reads, processes and flushes from a source that has been opened until it is exhausted, the run is to end, or something fails.
 *
 * @throws what failed, once the source is closed and nothing is on its way any more
 */
export async function runPass(parts: PassParts): Promise<void> {
  const { source, inbox, flusher, failures, wishes } = parts;
  failures.clear();
  const ended = new AbortController();
  if (wishes.stopping) ended.abort();
  let sourceEnded = wishes.stopping;
  const reading = source
    .read(inbox, ended.signal)
    .catch((error: unknown) => failures.ofReading(error))
    .then(() => {
      sourceEnded = true;
      inbox.wake();
    });
  try {
    await loop(parts, ended, () => sourceEnded);
  } catch (error) {
    await leave();
    throw failures.worst(error);
  }
  await leave();

  async function leave(): Promise<void> {
    ended.abort();
    source.close();
    await reading;
    // What becomes of a flush on its way has to be known before anything is begun again.
    await flusher.written();
  }
}

async function loop(parts: PassParts, ended: AbortController, isSourceEnded: () => boolean): Promise<void> {
  const { plan, inbox, processor, flusher, failures, clock, wishes } = parts;
  const { hasPosition } = kindOf(plan.file.source);
  let nextFlush = clock.now() + plan.flushMs;
  for (;;) {
    failures.throwAny(wishes.stopping);
    // What comes from now on is not waited for.
    if (wishes.stopping || wishes.draining) ended.abort();
    // What can be read again is left for the next run.
    if (wishes.stopping && hasPosition) inbox.clear();
    if (!wishes.paused) {
      await processSome(parts);
      if (inbox.size === 0) processor.clock.rest(clock.now());
    }
    if ((wishes.stopping || isSourceEnded()) && inbox.size === 0) {
      failures.throwAny(wishes.stopping);
      ended.abort();
      await flusher.written();
      failures.throwAny(true);
      await flusher.flush(clock.now(), true);
      await flusher.written();
      return failures.throwAny(true);
    }
    if (processor.isFull || (clock.now() >= nextFlush && !flusher.isWriting)) {
      await flusher.flush(clock.now(), false);
      nextFlush = clock.now() + plan.flushMs;
    }
    failures.throwAny(true);
    if (inbox.size === 0 || wishes.paused)
      await inbox.waitFor(flusher.isWriting ? plan.flushMs : Math.max(1, nextFlush - clock.now()));
    else await new Promise(resolve => setImmediate(resolve));
  }
}

async function processSome({
  source,
  inbox,
  processor,
  clock,
  lookups,
  beginEvent,
  endEvent,
}: PassParts): Promise<void> {
  const until = performance.now() + SLICE_MS;
  const { workMs = 0 } = source;
  const around = (work: () => void) => {
    beginEvent?.();
    work();
    endEvent?.();
  };
  while (!processor.isFull) {
    let some = EVENTS_PER_LOOK;
    if (lookups) {
      const next = inbox.peek(EVENTS_PER_LOOK);
      // While they are looked up more may come, for which nothing has been.
      some = next.length;
      if (some === 0) return;
      await lookups.load(next, around);
    }
    // The clocks are read once for a few events: reading them costs as much as processing one.
    const now = clock.now();
    for (let taken = 0; taken < some; taken++) {
      const event = inbox.take();
      if (event === undefined) return;
      if (workMs > 0 && !event.idle) await pause(workMs);
      beginEvent?.();
      processor.process(event, workMs > 0 ? clock.now() : now);
      endEvent?.();
      if (workMs > 0) return;
    }
    if (performance.now() > until) return;
  }
}
