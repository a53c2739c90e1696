import type { Scope } from '#shared/pipeline/expression.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import type { MemberPath } from '#shared/pipeline/problems.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import type { StepName } from '#shared/pipeline/steps.ts';
import type { Receipts } from '../sources/source.ts';
import { RecentIds, type SavedIds } from '../checkpoint/recent-ids.ts';
import { keyName, type Group } from '../windows/group.ts';
import { Logic, type SavedGroup } from '../windows/logic.ts';
import { Panes } from '../windows/panes.ts';
import { EventClock, ProcessingClock, type WindowClock } from '../windows/window-clock.ts';
import { windowsOf, type Windows } from '../windows/windows.ts';
import { noCounts, type Batch, type PassedEvent } from './batch.ts';
import { Undecodable } from './decode.ts';
import { decoderOf, wholeDecoder, type EventDecoder } from './event-decoder.ts';
import { Evaluation, type Evaluated } from './evaluation.ts';
import { selectedEvent, type SourceEvent } from './event.ts';
import { metaOf } from './scope.ts';
import type { LookedUp } from './looked-up.ts';
import { RateLimit } from './rate-limit.ts';
import { Samples } from './samples.ts';
import type { Trace } from './trace.ts';

/** A flush covers whole events, at most so many. */
const EVENTS_PER_FLUSH = 10_000;
/** A transaction is put together in memory, and as one text for files. */
const BYTES_PER_FLUSH = 32 * 2 ** 20;
/** With sliding windows an event may change many groups: so many go into one transaction, and a few more. */
const GROUPS_PER_FLUSH = 100_000;

export interface ProcessorOptions {
  /** Keep the groups of open windows also where no sink needs their rows. */
  keepOpen: boolean;
  /** Of the source, where it wants to know what counts. */
  receipts?: Receipts | undefined;
  trace?: Trace;
  /** Where the plan has lookups: what they found. */
  lookedUp?: LookedUp | undefined;
}

/** What a run goes on from. */
export interface Resumed {
  seq: number;
  /** Milliseconds since the Unix epoch; -Infinity where there was none. */
  watermark: number;
  ids: readonly SavedIds[];
}

/**
 * Takes events one by one through decode, where, sample, dedupe, rateLimit, lookup, select, groupBy, window and aggregate, into the current batch and the open windows. Knows nothing of
 * Redis: what it makes of the same events in the same order is the same.
 */
export class Processor {
  batch: Batch;
  readonly clock: WindowClock;
  readonly logic: Logic;
  readonly invalidSamples: Samples;
  readonly lateSamples: Samples;
  /** Null where events are not told apart by an id. */
  readonly recentIds: RecentIds | null;
  /** Events refused because of `limits`; they are among the invalid. */
  overLimit = 0;
  readonly #plan: Plan;
  readonly #rateLimit: RateLimit | null;
  readonly #decode: EventDecoder;
  readonly #evaluation: Evaluation;
  readonly #receipts: Receipts | undefined;
  readonly #trace: Trace | undefined;
  readonly #lookedUp: LookedUp | undefined;
  readonly #keepsOpen: boolean;
  readonly #usesMeta: boolean;
  /** Under which the position of an event without a key is kept; null where the source has no position. */
  readonly #positionName: string | null;
  /** Of events without a key. */
  readonly #partition: string;
  #windows: Windows | null;
  #basePosition = 0;

  constructor(plan: Plan, { keepOpen, receipts, trace, lookedUp }: ProcessorOptions) {
    const kind = kindOf(plan.file.source);
    const { hasPosition, positionName } = kind;
    const partitions = kind.partitions(plan.file.source);
    this.#partition = partitions[0] ?? '';
    this.#plan = plan;
    this.#decode = trace ? wholeDecoder(plan) : decoderOf(plan);
    this.#evaluation = new Evaluation(plan);
    this.recentIds = plan.dedupe && new RecentIds(plan.dedupe);
    this.#rateLimit = plan.rateLimit && new RateLimit(plan.rateLimit);
    this.#receipts = receipts;
    this.#trace = trace;
    this.#lookedUp = plan.lookups.length > 0 ? lookedUp : undefined;
    this.#keepsOpen = keepOpen || plan.emitting.length > 0;
    this.#usesMeta = [
      plan.where,
      plan.sample?.by,
      plan.dedupe?.by,
      plan.rateLimit?.by,
      ...plan.lookups.map(({ key }) => key),
      ...(plan.select?.fields.map(({ value }) => value) ?? []),
      plan.eventTime?.of,
      ...plan.groupBy,
      ...plan.aggregates.map(({ value }) => value),
    ].some(expression => expression?.usesMeta);
    this.#positionName = hasPosition ? positionName : null;
    this.clock = plan.eventTime ? new EventClock(plan.eventTime, partitions) : new ProcessingClock();
    this.logic = new Logic(plan.aggregates);
    this.#windows = this.#newWindows();
    this.invalidSamples = new Samples(plan.limits.samples);
    this.lateSamples = new Samples(plan.limits.samples);
    this.batch = this.#newBatch();
  }

  /** Groups of windows that have not closed; null where nobody wants their rows. */
  get open(): Windows | null {
    return this.#keepsOpen ? this.#windows : null;
  }

  /** The batch is as large as a flush may be. */
  get isFull(): boolean {
    const { events, isAlone, bytes, deltas } = this.batch;
    if (isAlone || events >= EVENTS_PER_FLUSH || bytes >= BYTES_PER_FLUSH) return true;
    return deltas !== null && deltas.groupCount >= GROUPS_PER_FLUSH;
  }

  /** Hands over what came together since the last call. */
  takeBatch(nextSeq: number): Batch {
    const { batch } = this;
    this.#basePosition = nextSeq * 1e6;
    this.batch = this.#newBatch();
    return batch;
  }

  /** Forgets everything, to go on from what a checkpoint had. */
  reset({ seq, watermark, ids }: Resumed): void {
    this.recentIds?.restore(ids);
    this.#windows = this.#newWindows();
    this.batch = this.#newBatch();
    this.#basePosition = (seq + 1) * 1e6;
    this.clock.restore(watermark);
  }

  /** Puts back a group that was open; null where it cannot be, because other aggregates have saved it. */
  restore(saved: SavedGroup): Group | null {
    const group = this.logic.restore(saved);
    if (group) this.open?.restore(group);
    return group;
  }

  /** @param now the processing clock, milliseconds since the Unix epoch */
  process(event: SourceEvent, now: number): void {
    if (event.idle) return this.clock.idle(event.key!, now);
    const { batch } = this;
    batch.events++;
    batch.isAlone ||= event.alone;
    this.#note(event);
    if (event.gone) return;
    const { counts } = batch;
    counts.received++;

    let value: unknown;
    try {
      value = this.#decode(event);
    } catch (error) {
      const path = error instanceof Undecodable ? error.path : ['decode'];
      this.#refuse('decode', path, event, error instanceof Error ? error.message : String(error), now);
      this.#countUndecodable(now);
      return;
    }
    counts.decoded++;
    this.#trace?.decoded(value);

    const scope: Scope = this.#usesMeta ? { event: value, meta: metaOf(event) } : { event: value };
    if (!this.#evaluation.matches(scope)) return this.#leave('where');
    if (!this.#evaluation.isSampled(scope, event)) return this.#leave('sample');
    const id = this.recentIds && this.#evaluation.idOf(scope);
    if (id !== null && this.recentIds!.knows(id, now)) {
      counts.repeated++;
      return this.#leave('dedupe');
    }
    if (this.#rateLimit && !this.#rateLimit.takes(this.#evaluation.limitedBy(scope), now)) {
      counts.limited++;
      return this.#leave('rateLimit');
    }
    // One that was over the rate has not counted.
    if (id !== null) this.recentIds!.add(id, now);
    let passed: PassedEvent = { event, value };
    if (this.#lookedUp) {
      const joined = this.#evaluation.join(scope, this.#lookedUp);
      if (joined === null) return this.#refuseEvaluated(event, now);
      this.#trace?.joined(joined);
      scope.event = joined;
      passed = { event: selectedEvent(event, joined), value: joined };
    }
    if (this.#plan.select) {
      const selected = this.#evaluation.select(this.#plan.select, scope);
      if (selected === null) return this.#refuseEvaluated(event, now);
      this.#trace?.selected(selected);
      scope.event = selected;
      passed = { event: selectedEvent(event, selected), value: selected };
    }
    if (this.#windows === null) {
      counts.matched++;
      batch.passed.push(passed);
      batch.bytes += sizeOf(passed.event);
      return;
    }
    const evaluated = this.#evaluation.evaluate(scope, now);
    if (evaluated === null) return this.#refuseEvaluated(event, now);
    this.#trace?.evaluated(evaluated);
    this.#contribute(this.#windows, evaluated, passed, event, now);
  }

  #newWindows(): Windows | null {
    const { windower } = this.#plan;
    return windower && windowsOf(windower, this.logic);
  }

  #newBatch(): Batch {
    return {
      events: 0,
      isAlone: false,
      bytes: 0,
      counts: noCounts(),
      deltas: this.#plan.merging.length > 0 ? new Panes(this.logic) : null,
      passed: [],
      late: [],
      invalid: [],
      receipts: new Map(),
      positions: new Map(),
    };
  }

  /** What a restart goes on from, and what the source is told once the event counts. */
  #note(event: SourceEvent): void {
    const { key, id } = event;
    const { positions, receipts } = this.batch;
    if (this.#positionName !== null && id !== null) positions.set(key ?? this.#positionName, id);
    const receipt = this.#receipts?.of(event) ?? null;
    if (receipt === null || key === null) return;
    const some = receipts.get(key);
    if (some) some.push(receipt);
    else receipts.set(key, [receipt]);
  }

  #contribute(
    windows: Windows,
    { key, parts, values, time }: Evaluated,
    passed: PassedEvent,
    event: SourceEvent,
    now: number,
  ): void {
    const { clock, logic, batch, open } = this;
    // The one that has left it pending has heard its time already; it opens its windows again, and is in a further row of them.
    if (!event.claimed) clock.advance(time, now, event.key ?? this.#partition);
    const closedUpTo = event.claimed ? -Infinity : clock.closedUpTo(now);
    const spans = windows.spansOf(time, key, closedUpTo);
    const full = open && spans.length > 0 ? open.overLimit(spans, key, this.#plan.limits) : null;
    if (full !== null) {
      this.overLimit++;
      const reason = `over the limit of ${full.text} open at a time`;
      return this.#refuse('window', ['limits', full.limit], event, reason, now);
    }
    batch.counts.matched++;
    this.#trace?.counted(spans);
    if (spans.length === 0) {
      const end = windows.spansOf(time, key, -Infinity).at(-1)!.end;
      return this.#late(passed, event, { closedUpTo, end }, now);
    }
    const moment = { time, position: this.#basePosition + batch.events };
    for (const span of spans) {
      if (open) logic.add(open.group(span, key, parts, closedUpTo), values, moment);
      if (batch.deltas) logic.add(batch.deltas.group(span, key, parts), values, moment);
    }
  }

  /** @param when up to when windows had closed, and when its last one ended; milliseconds since the Unix epoch */
  #late(
    passed: PassedEvent,
    event: SourceEvent,
    when: { closedUpTo: number; end: number },
    now: number,
  ): void {
    this.batch.counts.late++;
    const reason = 'came after its window had closed';
    const latenessMs = this.#plan.eventTime?.latenessMs ?? 0;
    const late = {
      heardUpTo: when.closedUpTo + latenessMs,
      neededMs: when.closedUpTo + latenessMs - when.end + 1,
    };
    this.lateSamples.add({ event, reason, path: ['window', 'time', 'lateness'], at: now, late });
    this.#trace?.stopped('window', reason);
    if (this.#plan.lateSinks.length === 0) return;
    this.batch.late.push(passed);
    this.batch.bytes += sizeOf(passed.event);
  }

  /** A condition does not let it pass. */
  #leave(step: StepName): void {
    this.batch.counts.unmatched++;
    this.#trace?.stopped(step, null);
  }

  #refuseEvaluated(event: SourceEvent, now: number): void {
    const { problem, problemAt } = this.#evaluation;
    this.#refuse(problemAt[0], problemAt, event, problem, now);
  }

  /** @param path the member of the pipeline that it does not fit */
  #refuse(step: StepName, path: MemberPath, event: SourceEvent, reason: string, now: number): void {
    this.batch.counts.invalid++;
    this.#trace?.stopped(step, reason);
    this.invalidSamples.add({ event, reason, path, at: now, late: null });
    if (this.#plan.invalidSinks.length === 0) return;
    this.batch.invalid.push({ event, reason, at: now });
    this.batch.bytes += sizeOf(event);
  }

  #countUndecodable(now: number): void {
    const { invalid } = this.#plan.file;
    if (invalid?.as === undefined || !this.#windows) return;
    const parts = [invalid.as];
    const key = keyName(parts);
    const moment = { time: now, position: this.#basePosition + this.batch.events };
    for (const span of this.#windows.spansOfUndecodable(this.clock.timeWithout(now))) {
      for (const groups of [this.open, this.batch.deltas]) {
        if (groups) this.logic.addUndecodable(groups.group(span, key, parts, -Infinity), moment);
      }
    }
  }
}

/** About what an event that is passed on has in bytes. */
function sizeOf({ payload, value }: SourceEvent): number {
  if (payload !== null) return payload.length;
  if (value === null || typeof value !== 'object') return 16;
  let size = 0;
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    size += typeof member === 'string' || member instanceof Uint8Array ? member.length : 16;
  }
  return size;
}
