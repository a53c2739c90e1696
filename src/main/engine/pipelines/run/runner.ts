import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { pause } from '../../changes.ts';
import { needsCheckpoint, workerOf } from '../checkpoint/checkpoint.ts';
import { Processor } from '../events/processor.ts';
import type { Row } from '../sinks/rows.ts';
import { makeDrySinks, makeSinks, type Sinks } from '../sinks/sinks.ts';
import type { Source, SourceReports } from '../sources/source.ts';
import { ForwardClock } from '../windows/forward-clock.ts';
import { isUnreachable } from './classify.ts';
import { DryWriter } from './dry-writer.ts';
import { Failures } from './failures.ts';
import { FlushWriter } from './flush-writer.ts';
import { Flusher } from './flusher.ts';
import { Inbox } from './inbox.ts';
import { Incidents } from './incidents.ts';
import { Lookups } from './lookups.ts';
import { runPass, type Wishes } from './pass.ts';
import { Progress } from './progress.ts';
import { openSource, recover, waitFor, type RecoveryParts } from './recovery.ts';
import type { RedisLink } from './redis-link.ts';
import type { ResultsWriter } from './results-writer.ts';
import type { PipelineStatus } from './status.ts';

const CATCH_UP_LIMIT_MS = 1_000;

export interface RunnerHost {
  log(message: string): void;
  /** Written when it resolves. */
  writeStdout(text: string): Promise<void>;
  /** Rows of windows that have closed, for screens: the newest of a flush. Also of sinks that take no rows. */
  rows?(rows: readonly Row[]): void;
  /** Called around each event: an event that never ends is seen from outside. */
  beginEvent?(): void;
  endEvent?(): void;
}

export interface RunnerOptions {
  plan: Plan;
  /** Null only for pipelines that need no Redis. */
  link: RedisLink | null;
  makeSource: (reports: SourceReports) => Source;
  host: RunnerHost;
  /** Keep the groups of open windows for screens, also when only merging sinks need them. */
  keepOpen?: boolean;
  /** Drop what the checkpoint has and an edited file cannot go on from, instead of refusing to start. */
  reset?: boolean;
  /** Nothing is written: what would be can be looked at. The source must not change anything either. */
  dry?: boolean;
  /** The file came from elsewhere. */
  imported?: boolean;
  clock?: { now(): number };
}

/** Runs one pipeline from its start to its end: pass after pass of reading, processing and flushing, with a recovery after each loss. */
export class Runner {
  readonly #plan: Plan;
  readonly #host: RunnerHost;
  readonly #clock: { now(): number };
  readonly #incidents: Incidents;
  readonly #failures = new Failures();
  readonly #progress = new Progress();
  readonly #source: Source;
  readonly #inbox: Inbox;
  readonly #processor: Processor;
  readonly #lookups: Lookups | null;
  readonly #sinks: Sinks;
  readonly #writer: ResultsWriter | null;
  readonly #flusher: Flusher;
  readonly #wishes: Wishes = { stopping: false, draining: false, paused: false };

  constructor({
    plan,
    link,
    makeSource,
    host,
    keepOpen = false,
    reset = false,
    dry = false,
    imported = false,
    clock = new ForwardClock(),
  }: RunnerOptions) {
    const worker = workerOf(plan);
    this.#plan = plan;
    this.#host = host;
    this.#clock = clock;
    this.#incidents = new Incidents(message => host.log(message));
    this.#source = makeSource(this.#incidents);
    const { readAhead, receipts } = this.#source;
    this.#inbox = new Inbox(readAhead);
    this.#lookups = plan.lookups.length > 0 ? new Lookups(plan, link!, this.#incidents) : null;
    this.#processor = new Processor(plan, { keepOpen, receipts, lookedUp: this.#lookups ?? undefined });
    this.#sinks = dry
      ? makeDrySinks(plan, worker)
      : makeSinks(plan, {
          worker,
          writeStdout: text => host.writeStdout(text),
          log: message => host.log(message),
          waiting: problem => (this.#incidents.problem = problem),
          imported,
        });
    this.#writer = !needsCheckpoint(plan)
      ? null
      : dry
        ? new DryWriter(plan, worker)
        : new FlushWriter(plan, worker, link!, {
            sinks: this.#sinks,
            incidents: this.#incidents,
            lostWrites: () => this.#lostWrites(),
            reset,
          });
    this.#flusher = new Flusher({
      plan,
      worker,
      processor: this.#processor,
      sinks: this.#sinks,
      writer: this.#writer,
      receipts,
      progress: this.#progress,
      failures: this.#failures,
      rows: rows => host.rows?.(rows),
      wake: () => this.#inbox.wake(),
    });
  }

  /** Takes its place in Redis and opens the source: nothing that is sent from now on is missed. */
  async prepare(): Promise<void> {
    for (const sink of this.#sinks.all) await sink.open?.();
    const parts = this.#recoveryParts;
    for (let attempt = 1; ; attempt++) {
      let isReached = false;
      try {
        if (this.#writer) this.#flusher.restore(await this.#writer.begin());
        isReached = this.#writer !== null;
        await openSource(parts);
        break;
      } catch (error) {
        // A server that cannot be reached at the start is most likely the wrong one.
        if (this.#wishes.stopping || (!isReached && isUnreachable(error))) throw error;
        await waitFor(error, attempt, parts);
      }
    }
    this.#incidents.problem = null;
  }

  /** Runs until the source is exhausted or the pipeline is stopped or drained, and everything was written. */
  async run(): Promise<void> {
    try {
      for (let attempt = 1; ; attempt++) {
        const { flushes } = this.#progress;
        try {
          return await this.#pass();
        } catch (error) {
          if (this.#progress.flushes > flushes) attempt = 1;
          await recover(error, attempt, this.#recoveryParts);
        }
      }
    } finally {
      this.#source.close();
      this.#writer?.close();
      this.#lookups?.close();
      for (const sink of this.#sinks.all) await sink.close?.();
    }
  }

  /**
   * Ends soon: what has been read of a source that can be read again is left; of another, all that was sent before this call is processed and
   * written.
   */
  async stop(): Promise<void> {
    this.#wishes.paused = false;
    this.#writer?.stop();
    this.#lookups?.stop();
    for (const sink of this.#sinks.all) sink.stop?.();
    // A server that does not answer must not hold up the end.
    if (!kindOf(this.#plan.file.source).hasPosition && this.#source.catchUp)
      await Promise.race([this.#source.catchUp().catch(() => {}), pause(CATCH_UP_LIMIT_MS)]);
    this.#wishes.stopping = true;
    this.#inbox.wake();
  }

  /** Ends when everything that was sent before this call has been processed. */
  async drain(): Promise<void> {
    // Without its connection it has nothing more to hear.
    await this.#source.catchUp?.().catch(() => {});
    this.#wishes.draining = true;
    this.#inbox.wake();
  }

  pause(): void {
    this.#wishes.paused = true;
  }

  resume(): void {
    this.#wishes.paused = false;
    this.#inbox.wake();
  }

  status(): PipelineStatus {
    const { batch, open, clock, overLimit } = this.#processor;
    const { flushes, position, lastFlushMs } = this.#progress;
    return {
      ...this.#progress.counts(batch),
      flushes,
      gaps: this.#incidents.gaps,
      dropped: this.#incidents.droppedEvents,
      overLimit,
      position,
      watermark: Number.isFinite(clock.watermark) ? clock.watermark : null,
      openWindows: open?.windowCount ?? 0,
      openGroups: open?.groupCount ?? 0,
      waiting: this.#inbox.size,
      lastFlushMs,
      problem: this.#incidents.problem,
    };
  }

  /** The newest transaction as redis-cli text. */
  get lastTransaction() {
    return this.#writer?.lastTransaction ?? null;
  }

  get samples() {
    const { invalidSamples, lateSamples } = this.#processor;
    return { invalid: invalidSamples.list, late: lateSamples.list };
  }

  /** Partial values of windows that have not closed, newest window last, at most `max`. */
  openRows(max: number): Row[] {
    return this.#flusher.openRows(max);
  }

  #pass(): Promise<void> {
    const host = this.#host;
    return runPass({
      plan: this.#plan,
      source: this.#source,
      inbox: this.#inbox,
      processor: this.#processor,
      flusher: this.#flusher,
      failures: this.#failures,
      clock: this.#clock,
      lookups: this.#lookups,
      wishes: this.#wishes,
      beginEvent: host.beginEvent && (() => host.beginEvent!()),
      endEvent: host.endEvent && (() => host.endEvent!()),
    });
  }

  get #recoveryParts(): RecoveryParts {
    return {
      plan: this.#plan,
      source: this.#source,
      inbox: this.#inbox,
      flusher: this.#flusher,
      writer: this.#writer,
      progress: this.#progress,
      incidents: this.#incidents,
      wishes: this.#wishes,
    };
  }

  #lostWrites(): void {
    this.#incidents.gap('Redis has lost writes that it had confirmed');
    this.#flusher.lostWrites();
  }
}
