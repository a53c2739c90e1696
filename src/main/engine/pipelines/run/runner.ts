import { parseDuration } from '#shared/pipeline/duration.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import { addCounts, noCounts, type Batch } from '../events/batch.ts';
import { needsCheckpoint, workerOf, type Checkpoint } from '../checkpoint/checkpoint.ts';
import { ForwardClock } from '../windows/forward-clock.ts';
import type { Flush } from './flush.ts';
import { FlushWriter } from './flush-writer.ts';
import { Inbox } from './inbox.ts';
import { toJson } from '../events/json.ts';
import { eventLine, LineOutput, rowLine } from '../sinks/line-output.ts';
import type { Group } from '../windows/panes.ts';
import { Processor } from '../events/processor.ts';
import type { RedisLink } from './redis-link.ts';
import { rowOf, SHOWN_ROWS, type Row } from '../sinks/rows.ts';
import {
  eventWrites,
  leaderboardWrites,
  rowWrites,
  savedField,
  timeSeriesWrites,
  type KeyTypes,
} from '../sinks/redis-writes.ts';
import type { Position, Source, SourceReports } from '../sources/source.ts';
import type { PipelineStatus } from './status.ts';

/** Others get a turn after so long: timers, sockets, the watch over slow events. */
const SLICE_MS = 15;
const EVENTS_PER_LOOK = 50;
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
  clock?: { now(): number };
}

/** Thrown inside to leave everything read so far and begin again from the checkpoint. */
class Rewind extends Error {
  readonly checkpoint: Checkpoint | null;
  constructor(checkpoint: Checkpoint | null) {
    super('start over from the checkpoint');
    this.checkpoint = checkpoint;
  }
}

/** Runs one pipeline from its start to its end: source, processing, flushes, and again after every loss. */
export class Runner {
  readonly worker: string;
  readonly #plan: Plan;
  readonly #host: RunnerHost;
  readonly #source: Source;
  readonly #inbox: Inbox;
  readonly #processor: Processor;
  readonly #clock: { now(): number };
  readonly #writer: FlushWriter | null;
  readonly #output: LineOutput;
  readonly #workMs: number;
  readonly #confirmed = noCounts();
  #flushes = 0;
  #gaps = 0;
  #dropped = 0;
  #position: Position = null;
  /** With everything that has been put together, confirmed or not. */
  #composedPosition: Position = null;
  #composed = 0;
  /** Put together and not confirmed: one being written, and at most one behind it. */
  readonly #onTheWay = new Set<Batch>();
  /** The flush on its way. Never rejects. */
  #writing: Promise<void> | null = null;
  #writeFailure: { error: unknown } | null = null;
  #lastFlushMs: number | null = null;
  #problem: string | null = null;
  #stopping = false;
  #draining = false;
  #paused = false;
  #sourceEnded = false;

  constructor({ plan, link, makeSource, host, keepOpen = false, clock = new ForwardClock() }: RunnerOptions) {
    const { source } = plan.file;
    this.#plan = plan;
    this.#host = host;
    this.#clock = clock;
    this.worker = workerOf(plan);
    this.#source = makeSource({
      log: message => host.log(message),
      gap: reason => {
        this.#gaps++;
        host.log(`Gap: ${reason}.`);
      },
      dropped: count => {
        if (this.#dropped === 0) {
          this.#gaps++;
          host.log('Gap: messages come faster than they are processed; some are dropped.');
        }
        this.#dropped += count;
      },
    });
    // What a group's consumer holds, others cannot have: little is read ahead. A sender that does not wait needs room.
    this.#inbox = new Inbox(
      source.type === 'stream' && source.group ? 2_000 : source.type === 'channel' ? 200_000 : undefined,
    );
    this.#processor = new Processor(plan, { keepOpen });
    this.#workMs = source.type === 'stream' && source.work !== undefined ? parseDuration(source.work) : 0;
    this.#output = new LineOutput(text => host.writeStdout(text));
    this.#writer =
      link && needsCheckpoint(plan)
        ? new FlushWriter(plan, this.worker, link, {
            log: message => host.log(message),
            problem: message => this.#setProblem(message),
            lostWrites: () => {
              this.#gaps++;
              host.log('Gap: Redis has lost writes that it had confirmed.');
              for (const group of this.#processor.open?.groups() ?? []) group.dirty = true;
            },
          })
        : null;
  }

  /** Takes its place in Redis and opens the source: nothing that is sent from now on is missed. */
  async prepare(): Promise<void> {
    await this.#output.open([...this.#plan.emitting, ...this.#plan.lateSinks]);
    if (this.#writer) this.#restore(await this.#writer.begin());
    await this.#source.open(this.#position);
  }

  /** Runs until the source is exhausted or the pipeline is stopped or drained, and everything was written. */
  async run(): Promise<void> {
    try {
      for (let attempt = 1; ; attempt++) {
        const before = this.#flushes;
        try {
          await this.#untilEnd();
          return;
        } catch (error) {
          if (this.#flushes > before) attempt = 1;
          const cause = this.#writeFailure?.error ?? error;
          this.#writeFailure = null;
          await this.#recover(cause, attempt);
        }
      }
    } finally {
      this.#source.close();
      this.#writer?.close();
      await this.#output.close();
    }
  }

  /**
   * Ends soon: what has been read of a source that can be read again is left; of another, all that was sent before this call is processed and
   * written.
   */
  async stop(): Promise<void> {
    this.#paused = false;
    this.#writer?.stop();
    // A server that does not answer must not hold up the end.
    if (!this.#isPositioned && this.#source.catchUp)
      await Promise.race([this.#source.catchUp().catch(() => {}), pause(CATCH_UP_LIMIT_MS)]);
    this.#stopping = true;
    this.#inbox.wake();
  }

  /** Ends when everything that was sent before this call has been processed. */
  async drain(): Promise<void> {
    // Without its connection it has nothing more to hear.
    await this.#source.catchUp?.().catch(() => {});
    this.#draining = true;
    this.#inbox.wake();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#inbox.wake();
  }

  status(): PipelineStatus {
    const { batch, open, watermark, overLimit } = this.#processor;
    const counts = { ...this.#confirmed };
    addCounts(counts, batch.counts);
    let unflushed = batch.events;
    for (const { counts: more, events } of this.#onTheWay) {
      addCounts(counts, more);
      unflushed += events;
    }
    return {
      counts,
      flushes: this.#flushes,
      gaps: this.#gaps,
      dropped: this.#dropped,
      overLimit,
      position: this.#position,
      watermark: Number.isFinite(watermark) ? watermark : null,
      openWindows: open?.windowCount ?? 0,
      openGroups: open?.groupCount ?? 0,
      unflushed,
      waiting: this.#inbox.size,
      lastFlushMs: this.#lastFlushMs,
      problem: this.#problem,
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
    return (this.#processor.open?.newest(max) ?? []).map(group => this.#row(group, true));
  }

  async #untilEnd(): Promise<void> {
    const ended = new AbortController();
    let failure: { error: unknown } | null = null;
    this.#sourceEnded = this.#stopping;
    if (this.#stopping) ended.abort();
    const reading = this.#source
      .read(this.#inbox, ended.signal)
      .catch((error: unknown) => (failure = { error }))
      .then(() => {
        this.#sourceEnded = true;
        this.#inbox.wake();
      });
    try {
      let nextFlush = this.#clock.now() + this.#plan.flushMs;
      for (;;) {
        if (this.#stopping) {
          ended.abort();
          // What can be read again is left for the next run.
          if (this.#isPositioned) this.#inbox.clear();
        } else if (failure) throw (failure as { error: unknown }).error;
        // What comes from now on is not waited for.
        else if (this.#draining) ended.abort();
        if (!this.#paused) await this.#processSome();
        const now = this.#clock.now();
        const over = (this.#stopping || this.#sourceEnded) && this.#inbox.size === 0;
        if (over && failure && !this.#stopping) continue;
        if (over) {
          ended.abort();
          await this.#written();
          await this.#flush(true);
          await this.#written();
          return;
        }
        // While one flush is on its way the next one comes together, and no more than that.
        if (this.#processor.isFull || (now >= nextFlush && !this.#writing)) {
          await this.#flush(false);
          nextFlush = this.#clock.now() + this.#plan.flushMs;
        }
        if (this.#writeFailure) throw this.#writeFailure.error;
        if (this.#inbox.size === 0 || this.#paused)
          await this.#inbox.waitFor(
            this.#writing ? this.#plan.flushMs : Math.max(1, nextFlush - this.#clock.now()),
          );
        else await new Promise(resolve => setImmediate(resolve));
      }
    } finally {
      ended.abort();
      this.#source.close();
      await reading;
      // What becomes of a flush on its way has to be known before anything is begun again.
      await this.#writing;
    }
  }

  async #processSome(): Promise<void> {
    const until = performance.now() + SLICE_MS;
    const processor = this.#processor;
    const host = this.#host;
    while (!processor.isFull) {
      // The clocks are read once for a few events: reading them costs as much as processing one.
      const now = this.#clock.now();
      for (let some = 0; some < EVENTS_PER_LOOK; some++) {
        const event = this.#inbox.take();
        if (event === undefined) return;
        if (this.#workMs > 0) await pause(this.#workMs);
        host.beginEvent?.();
        processor.process(event, this.#workMs > 0 ? this.#clock.now() : now);
        host.endEvent?.();
        if (this.#workMs > 0) return;
      }
      if (performance.now() > until) return;
    }
  }

  /**
   * Puts a flush together while the one before it may still be on its way, and lets it go after that.
   *
   * @param last emit open windows too, and forget them
   * @throws what the flush before failed with
   */
  async #flush(last: boolean): Promise<void> {
    const processor = this.#processor;
    const now = this.#clock.now();
    if (!this.#plan.eventTime) processor.watermark = now;
    const closing = processor.open?.close(processor.watermark) ?? [];
    const unfinished = last ? (processor.open?.close(Infinity) ?? []) : [];
    if (
      processor.batch.events === 0 &&
      closing.length === 0 &&
      unfinished.length === 0 &&
      !this.#writer?.isDue(now)
    )
      return;

    const startedAt = performance.now();
    const batch = processor.takeBatch(++this.#composed + 1);
    this.#onTheWay.add(batch);
    const rowsOf = (closed: readonly Group[], left: readonly Group[]) => [
      ...closed.map(group => this.#row(group, false)),
      ...left.map(group => this.#row(group, true)),
    ];
    const rows = this.#plan.emitting.length > 0 ? rowsOf(closing, unfinished) : [];
    batch.counts.emitted += rows.length + batch.passed.length + (batch.deltas?.groupCount ?? 0);
    if (closing.length + unfinished.length > 0)
      this.#host.rows?.(rowsOf(closing.slice(-SHOWN_ROWS), unfinished.slice(-SHOWN_ROWS)));

    await this.#output.write(this.#plan.lateSinks, () =>
      batch.late.map(({ event, value }) => eventLine(event, value)),
    );
    await this.#output.write(this.#plan.emitting, () =>
      this.#plan.windower
        ? rows.map(rowLine)
        : batch.passed.map(({ event, value }) => eventLine(event, value)),
    );
    if (!this.#writer) return this.#confirm(batch, startedAt);
    const flush = this.#transaction(batch, rows, [...closing, ...unfinished]);
    const at = this.#plan.eventTime ? processor.watermark : now;
    await this.#written();
    this.#writing = this.#writer
      .write(flush, at, this.#isStream)
      .then(({ applied, rewindTo }) => {
        if (applied || !rewindTo) this.#confirm(batch, startedAt);
        if (rewindTo) throw new Rewind(rewindTo);
      })
      .catch((error: unknown) => void (this.#writeFailure = { error }))
      .then(() => {
        this.#writing = null;
        this.#inbox.wake();
      });
  }

  /** Returns when no flush is on its way. @throws what the last one failed with */
  async #written(): Promise<void> {
    await this.#writing;
    if (this.#writeFailure) throw this.#writeFailure.error;
  }

  #confirm(batch: Batch, startedAt: number): void {
    addCounts(this.#confirmed, batch.counts);
    if (batch.positions.size > 0)
      this.#position = { ...this.#position, ...Object.fromEntries(batch.positions) };
    this.#onTheWay.delete(batch);
    this.#flushes++;
    this.#lastFlushMs = performance.now() - startedAt;
  }

  #transaction(batch: Batch, rows: readonly Row[], closed: readonly Group[]): Flush {
    const { plan, processor, writer } = {
      plan: this.#plan,
      processor: this.#processor,
      writer: this.#writer!,
    };
    const types: KeyTypes = new Map();
    const flush: Flush = { commands: [], rankings: [], acks: batch.acks, types, set: [], remove: [] };
    for (const { sink, aggregate: index } of plan.merging) {
      const aggregate = plan.aggregates[index]!;
      if (sink.type === 'timeSeries')
        flush.commands.push(...timeSeriesWrites(sink, aggregate, index, batch.deltas!, types));
      else flush.rankings.push(...leaderboardWrites(sink, aggregate, index, batch.deltas!));
    }
    for (const sink of plan.emitting)
      flush.commands.push(
        ...(plan.windower
          ? rowWrites(sink, rows, types, writer.canScript)
          : eventWrites(sink, batch.passed, types, writer.canScript)),
      );
    for (const sink of plan.lateSinks)
      flush.commands.push(...eventWrites(sink, batch.late, types, writer.canScript));

    if (batch.positions.size > 0) {
      this.#composedPosition = { ...this.#composedPosition, ...Object.fromEntries(batch.positions) };
      flush.set.push('position', JSON.stringify(this.#composedPosition));
    }
    if (plan.windower && Number.isFinite(processor.watermark))
      flush.set.push('watermark', String(processor.watermark));
    if (processor.open && plan.emitting.length > 0) {
      for (const group of processor.open.groups()) {
        if (!group.dirty) continue;
        group.savedAs = savedField(group);
        group.dirty = false;
        flush.set.push(group.savedAs, toJson(group.accumulators.map(accumulator => accumulator.save())));
      }
      flush.remove.push(...processor.open.forgotten.splice(0));
      for (const { savedAs } of closed) if (savedAs !== null) flush.remove.push(savedAs);
    }
    return flush;
  }

  get #isPositioned(): boolean {
    return this.#isStream || this.#plan.file.source.type === 'sse';
  }

  get #isStream(): boolean {
    return this.#plan.file.source.type === 'stream';
  }

  /** After a failure: begins again where that makes sense, throws on where it doesn't. */
  async #recover(error: unknown, attempt: number): Promise<void> {
    const lost =
      error instanceof MillraceError && ['disconnected', 'timeout', 'connect-failed'].includes(error.code);
    if (!lost && !(error instanceof Rewind)) throw error;
    if (lost) {
      this.#setProblem(`Waiting for Redis: ${error.message}`);
      await pause(Math.min(2_000, 100 * attempt));
    }
    if (this.#isStream && this.#writer) {
      // What was delivered to us may not have survived on the other side: only what is in Redis counts.
      const checkpoint = (error instanceof Rewind ? error.checkpoint : null) ?? (await this.#writer.rewind());
      this.#inbox.clear();
      this.#restore(checkpoint);
    } else if (error instanceof Rewind) {
      this.#inbox.clear();
      this.#restore(error.checkpoint!);
    }
    for (let again = 1; !this.#stopping; again++) {
      try {
        await this.#source.open(this.#position);
        break;
      } catch (failure) {
        if (
          !(failure instanceof MillraceError) ||
          !['disconnected', 'timeout', 'connect-failed'].includes(failure.code)
        )
          throw failure;
        await pause(Math.min(2_000, 100 * again));
      }
    }
    this.#setProblem(null);
  }

  #restore(checkpoint: Checkpoint): void {
    this.#onTheWay.clear();
    this.#composed = checkpoint.seq;
    this.#processor.reset(checkpoint.seq, this.#plan.eventTime ? checkpoint.watermark : -Infinity);
    this.#position = checkpoint.position;
    this.#composedPosition = checkpoint.position;
    if (this.#plan.emitting.length === 0) return;
    const isSession = this.#plan.windower?.kind === 'session';
    for (const { field, start, end, key, saved } of checkpoint.open) {
      if (saved.length === this.#plan.aggregates.length)
        this.#processor.open?.restore({ start, end }, key, saved, field, isSession);
    }
  }

  #row(group: Group, open: boolean): Row {
    const { source } = this.#plan.file;
    const shared = source.type === 'stream' && source.group !== undefined;
    return rowOf(group, { aggregates: this.#plan.aggregates, worker: shared ? this.worker : null, open });
  }

  #setProblem(message: string | null): void {
    if (message !== null && message !== this.#problem) this.#host.log(message);
    this.#problem = message;
  }
}
