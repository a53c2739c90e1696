import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { OpenGroups, type FieldChanges } from '../checkpoint/open-groups.ts';
import type { Batch } from '../events/batch.ts';
import type { Processor } from '../events/processor.ts';
import { holds } from '../events/scope.ts';
import { rowOf, SHOWN_ROWS, type Row } from '../sinks/rows.ts';
import type { Sink } from '../sinks/sink.ts';
import type { Sinks } from '../sinks/sinks.ts';
import { eventLine, rowLine } from '../sinks/values.ts';
import type { Pinned, Position, Receipts } from '../sources/source.ts';
import type { Group } from '../windows/group.ts';
import { Rewind, type Failures } from './failures.ts';
import { newFlush, type Flush } from './flush.ts';
import { after, type Progress } from './progress.ts';
import type { ResultsWriter } from './results-writer.ts';

export interface FlusherParts {
  plan: Plan;
  worker: string;
  processor: Processor;
  sinks: Sinks;
  /** Null where nothing is written to Redis. */
  writer: ResultsWriter | null;
  receipts: Receipts | undefined;
  progress: Progress;
  failures: Failures;
  /** Rows of windows that have closed, for screens: the newest of a flush. */
  rows?: ((rows: readonly Row[]) => void) | undefined;
  /** A flush has been written, or has failed. */
  wake: () => void;
}

/**
 * Puts flushes together and has them written, one after the other: while one is on its way the next one comes together, and no more than that.
 */
export class Flusher {
  readonly #parts: FlusherParts;
  readonly #saved: OpenGroups;
  /** Of rows, where several workers share the source. */
  readonly #rowWorker: string | null;
  #composed = 0;
  /** With everything that has been put together, confirmed or not. */
  #position: Position = null;
  /** The flush on its way. Never rejects. */
  #writing: Promise<void> | null = null;
  /** Resolves when that has been sent, or has failed. */
  #sent = Promise.resolve();

  constructor(parts: FlusherParts) {
    const { source } = parts.plan.file;
    this.#parts = parts;
    this.#saved = new OpenGroups(parts.processor.logic);
    this.#rowWorker = kindOf(source).sharing(source) === null ? null : parts.worker;
  }

  get isWriting(): boolean {
    return this.#writing !== null;
  }

  /** Returns when no flush is on its way; what it failed with is with the failures. */
  async written(): Promise<void> {
    await this.#writing;
  }

  /** Goes on from a checkpoint: with its position, its watermark and its open windows. */
  restore({ seq, position, watermark, open, leftOver, ids }: Checkpoint): void {
    const { plan, processor, progress } = this.#parts;
    this.#composed = seq;
    this.#position = position;
    progress.restore(position);
    processor.reset({ seq, watermark, ids });
    this.#saved.reset(leftOver);
    if (plan.emitting.length === 0) return;
    for (const saved of open) {
      const group = processor.restore(saved);
      if (group) this.#saved.restored(group, saved);
    }
  }

  /**
   * Puts a flush together while Redis may still be at work on the one before it, and lets it go after that.
   *
   * @param now the processing clock
   * @param isLast emit open windows too, and forget them
   */
  async flush(now: number, isLast: boolean): Promise<void> {
    const { plan, processor, sinks, writer, receipts, progress, failures } = this.#parts;
    processor.clock.tick(now);
    const closing = processor.open?.close(processor.clock.watermark) ?? [];
    const unfinished = isLast ? (processor.open?.close(Infinity) ?? []) : [];
    const closed = closing.length + unfinished.length;
    if (processor.batch.events === 0 && closed === 0 && !writer?.isDue(now, isLast)) return;

    // To put one together takes a while, in which nothing can be sent.
    await this.#sent;
    const startedAt = performance.now();
    const batch = processor.takeBatch(++this.#composed + 1);
    progress.begin(batch);
    const rows = plan.emitting.length > 0 ? this.#rows(closing, unfinished) : [];
    batch.counts.emitted += rows.length + batch.passed.length + (batch.deltas?.groupCount ?? 0);
    if (closed > 0) this.#parts.rows?.(this.#rows(closing.slice(-SHOWN_ROWS), unfinished.slice(-SHOWN_ROWS)));

    await writeLines(sinks.late, batch.late, eventLine, sink => sink.takesEvent);
    if (plan.windower) await writeLines(sinks.emitting, rows, rowLine, sink => sink.takesRow);
    else await writeLines(sinks.emitting, batch.passed, eventLine, sink => sink.takesEvent);
    if (!writer) return progress.confirm(batch, startedAt);
    const flush = this.#transaction(writer, batch, rows, [...closing, ...unfinished], now);
    writer.prepare(flush);
    const at = plan.eventTime ? processor.clock.watermark : now;
    await this.#writing;
    failures.throwAny(true);
    const sent = Promise.withResolvers<void>();
    this.#sent = sent.promise;
    this.#writing = writer
      .write(flush, at, { isLast, sent: sent.resolve })
      .then(({ applied, rewindTo }) => {
        if (applied) receipts?.settled?.(batch.receipts);
        if (applied || !rewindTo) progress.confirm(batch, startedAt);
        if (rewindTo) throw new Rewind(rewindTo);
      })
      .catch((error: unknown) => failures.ofWriting(error))
      .then(() => {
        this.#writing = null;
        sent.resolve();
        this.#parts.wake();
      });
  }

  /** Redis has an older state than it had confirmed: what the checkpoint has of open windows is not what was written last. */
  lostWrites(): void {
    this.#saved.distrust();
  }

  /** The source begins here: what comes before its first event is not read, also after a crash. */
  async pin({ position, fields = [] }: Pinned): Promise<void> {
    const { writer, progress } = this.#parts;
    if (!writer) return;
    const set = [...fields];
    if (position) {
      this.#position = { ...this.#position, ...position };
      progress.position = this.#position;
      set.push('position', JSON.stringify(this.#position));
    }
    if (set.length > 0) await writer.pin(set);
  }

  /** Partial values of windows that have not closed, newest window last, at most `max`. */
  openRows(max: number): Row[] {
    return this.#rows([], this.#parts.processor.open?.newest(max) ?? []);
  }

  #transaction(
    writer: ResultsWriter,
    batch: Batch,
    rows: readonly Row[],
    closed: readonly Group[],
    now: number,
  ): Flush {
    const { plan, processor, sinks, receipts } = this.#parts;
    const flush = newFlush(writer.abilities, receipts?.settle(batch.receipts) ?? []);
    for (const sink of sinks.merging) sink.changes?.(batch.deltas!, flush);
    for (const sink of sinks.emitting) {
      if (plan.windower) sink.rows?.(taken(rows, sink.takesRow), flush);
      else sink.events?.(taken(batch.passed, sink.takesEvent), flush);
    }
    for (const sink of sinks.late) sink.events?.(taken(batch.late, sink.takesEvent), flush);
    for (const sink of sinks.invalid) sink.invalid?.(batch.invalid, flush);

    const { set, remove } = flush.checkpoint;
    if (batch.positions.size > 0) {
      this.#position = after(this.#position, batch);
      set.push('position', JSON.stringify(this.#position));
    }
    set.push(...(receipts?.keep?.(batch.receipts) ?? []));
    const { watermark } = processor.clock;
    if (plan.windower && Number.isFinite(watermark)) set.push('watermark', String(watermark));
    for (const changes of this.#stateChanges(closed, now)) {
      set.push(...changes.set);
      remove.push(...changes.remove);
    }
    return flush;
  }

  /** What the checkpoint keeps of open windows and of ids. */
  #stateChanges(closed: readonly Group[], now: number): FieldChanges[] {
    const { plan, processor } = this.#parts;
    const changes: FieldChanges[] = [];
    if (processor.recentIds) changes.push(processor.recentIds.changes(this.#composed, now));
    if (processor.open && plan.emitting.length > 0)
      changes.push(this.#saved.changes(processor.open, closed, this.#composed));
    return changes;
  }

  #rows(closed: readonly Group[], open: readonly Group[]): Row[] {
    const { aggregates, having } = this.#parts.plan;
    const row = (group: Group, isOpen: boolean) =>
      rowOf(group, { aggregates, worker: this.#rowWorker, open: isOpen });
    const rows = [...closed.map(group => row(group, false)), ...open.map(group => row(group, true))];
    return having === null ? rows : rows.filter(row => holds(having, { row }));
  }
}

/** What a branch takes of all. */
function taken<T>(items: readonly T[], takes: ((item: T) => boolean) | undefined): readonly T[] {
  return takes ? items.filter(takes) : items;
}

async function writeLines<T>(
  sinks: readonly Sink[],
  items: readonly T[],
  lineOf: (item: T) => string,
  takesOf: (sink: Sink) => ((item: T) => boolean) | undefined,
): Promise<void> {
  const textOf = (some: readonly T[]) => some.map(item => `${lineOf(item)}\n`).join('');
  let all: string | undefined;
  for (const sink of sinks) {
    if (!sink.lines) continue;
    const takes = takesOf(sink);
    const text = takes ? textOf(items.filter(takes)) : (all ??= textOf(items));
    if (text !== '') await sink.lines(text);
  }
}
