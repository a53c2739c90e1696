import { describe } from '#shared/pipeline/aggregates/accumulator.ts';
import type { Meta, Scope } from '#shared/pipeline/expression.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { noCounts, type Batch } from './batch.ts';
import { decodeEvent } from './decode.ts';
import { addTo, keyName, Panes, type KeyName, type KeyPart } from '../windows/panes.ts';
import { Samples } from './samples.ts';
import type { SourceEvent } from '../sources/source.ts';

/** A flush covers whole events, at most so many. */
const EVENTS_PER_FLUSH = 10_000;
/** With sliding windows an event may change many groups: so many go into one transaction, and a few more. */
const GROUPS_PER_FLUSH = 100_000;

const PROBLEM = Symbol('problem');
interface Evaluated {
  key: KeyName;
  parts: KeyPart[];
  values: unknown[];
  time: number;
}

/**
 * Takes events one by one through decode, where, groupBy, window and aggregate, into the current batch and the open windows. Knows nothing of
 * Redis: what it makes of the same events in the same order is the same.
 */
export class Processor {
  /** Groups of windows that emit rows; null when nothing is emitted. */
  open: Panes | null;
  batch: Batch;
  /** No window that ends at or before it takes events. Never goes back. Milliseconds since the Unix epoch. */
  watermark = -Infinity;
  readonly invalidSamples: Samples;
  readonly lateSamples: Samples;
  /** Events refused because of `limits`; they are among the invalid. */
  overLimit = 0;
  readonly #plan: Plan;
  readonly #keepOpen: boolean;
  readonly #usesMeta: boolean;
  readonly #acks: boolean;
  readonly #positioned: boolean;
  #basePosition = 0;
  #problem = '';

  constructor(plan: Plan, options: { keepOpen: boolean }) {
    const { source } = plan.file;
    this.#plan = plan;
    this.#keepOpen = plan.windower !== null && (options.keepOpen || plan.emitting.length > 0);
    this.#usesMeta = [
      plan.where,
      plan.eventTime?.of,
      ...plan.groupBy,
      ...plan.aggregates.map(({ value }) => value),
    ].some(expression => expression?.usesMeta);
    this.#acks = source.type === 'stream' && source.group !== undefined && source.ack === 'result';
    this.#positioned = source.type === 'stream' || source.type === 'sse';
    this.open = this.#keepOpen ? new Panes(plan.aggregates) : null;
    this.invalidSamples = new Samples(plan.limits.samples);
    this.lateSamples = new Samples(plan.limits.samples);
    this.batch = this.#newBatch();
  }

  /** The batch is as large as a flush may be. */
  get isFull(): boolean {
    const { events, deltas } = this.batch;
    return events >= EVENTS_PER_FLUSH || (deltas !== null && deltas.groupCount >= GROUPS_PER_FLUSH);
  }

  /** Hands over what came together since the last call. */
  takeBatch(nextSeq: number): Batch {
    const { batch } = this;
    this.#basePosition = nextSeq * 1e6;
    this.batch = this.#newBatch();
    return batch;
  }

  /** Forgets everything, to go on from what a checkpoint had. */
  reset(seq: number, watermark: number): void {
    this.open = this.#keepOpen ? new Panes(this.#plan.aggregates) : null;
    this.batch = this.#newBatch();
    this.#basePosition = (seq + 1) * 1e6;
    this.watermark = watermark;
  }

  /** @param now the processing clock, milliseconds since the Unix epoch */
  process(event: SourceEvent, now: number): void {
    const { batch } = this;
    const plan = this.#plan;
    batch.events++;
    if (this.#positioned) this.#note(event);
    if (event.gone) return;
    const { counts } = batch;
    counts.received++;

    let value: unknown;
    try {
      value = decodeEvent(event, plan.file.decode);
    } catch (error) {
      counts.invalid++;
      this.invalidSamples.add(event, error instanceof Error ? error.message : String(error), now);
      this.#countUndecodable(event, now);
      return;
    }
    counts.decoded++;

    const scope: Scope = this.#usesMeta ? { event: value, meta: metaOf(event) } : { event: value };
    if (plan.where && !this.#matches(scope)) {
      counts.unmatched++;
      return;
    }
    if (plan.windower === null) {
      counts.matched++;
      batch.passed.push({ event, value });
      return;
    }
    const evaluated = this.#evaluate(scope, now);
    if (evaluated === null || !this.#contribute(evaluated, event, value, now)) {
      counts.invalid++;
      this.invalidSamples.add(event, this.#problem, now);
      return;
    }
    counts.matched++;
  }

  #newBatch(): Batch {
    return {
      events: 0,
      counts: noCounts(),
      deltas: this.#plan.merging.length > 0 ? new Panes(this.#plan.aggregates) : null,
      passed: [],
      late: [],
      acks: new Map(),
      positions: new Map(),
    };
  }

  #note({ key, id }: SourceEvent): void {
    if (id === null) return;
    this.batch.positions.set(key ?? 'sse', id);
    if (this.#acks && key !== null) {
      const ids = this.batch.acks.get(key);
      if (ids) ids.push(id);
      else this.batch.acks.set(key, [id]);
    }
  }

  #matches(scope: Scope): boolean {
    try {
      return this.#plan.where!(scope) === true;
    } catch {
      return false;
    }
  }

  /** Null, with the problem noted, when a part throws or has no value. */
  #evaluate(scope: Scope, now: number): Evaluated | null {
    const { groupBy, aggregates, eventTime } = this.#plan;
    const parts: KeyPart[] = [];
    for (const expression of groupBy) {
      const part = this.#run(expression, scope);
      if (part === PROBLEM) return null;
      if (typeof part === 'object' || part === undefined)
        return this.#refuse(`groupBy ${expression.source}: ${describe(part)} is not a key`);
      parts.push(part as KeyPart);
    }
    const values: unknown[] = [];
    for (const { name, value: expression, numeric } of aggregates) {
      const value = expression === null ? true : this.#run(expression, scope);
      if (value === PROBLEM) return null;
      if (value === null || value === undefined)
        return this.#refuse(`${name}: ${expression!.source} is null`);
      if (numeric && typeof value !== 'bigint' && !Number.isFinite(value))
        return this.#refuse(`${name}: ${describe(value)} is not a number`);
      values.push(value);
    }
    let time = now;
    if (eventTime) {
      const at = this.#run(eventTime.of, scope);
      if (at === PROBLEM) return null;
      time = timeOf(at);
      if (Number.isNaN(time))
        return this.#refuse(
          `time ${eventTime.of.source}: ${describe(at)} is not a time (ISO 8601, or milliseconds since 1970)`,
        );
    }
    return { key: keyName(parts), parts, values, time };
  }

  /** False, with the problem noted, when the event is invalid after all. */
  #contribute(
    { key, parts, values, time }: Evaluated,
    event: SourceEvent,
    value: unknown,
    now: number,
  ): boolean {
    const windower = this.#plan.windower!;
    const { eventTime } = this.#plan;
    // An event from the future must not close the windows of everything that comes after it.
    if (eventTime) this.watermark = Math.max(this.watermark, Math.min(time, now) - eventTime.latenessMs);
    const moment = { time, position: this.#basePosition + this.batch.events };

    if (windower.kind === 'session') {
      const span = { start: time, end: time + windower.gapMs };
      if (eventTime && span.end <= this.watermark && !this.open?.touchesSession(span, key, this.watermark))
        return this.#late(event, value, now);
      if (!this.#hasRoom(this.open?.hasSessions(key) ?? true, true)) return false;
      if (this.open)
        addTo(this.open.session(span, key, parts, eventTime ? this.watermark : now), values, moment);
      return true;
    }
    const starts = windower.starts(time);
    const stillOpen = eventTime ? starts.filter(start => start + windower.sizeMs > this.watermark) : starts;
    if (stillOpen.length === 0) return this.#late(event, value, now);
    for (const start of stillOpen) {
      if (!this.#hasRoom(this.open?.has(start, key) ?? true, this.open?.hasWindow(start) ?? true))
        return false;
    }
    for (const start of stillOpen) {
      const end = start + windower.sizeMs;
      if (this.open) addTo(this.open.fixed(start, end, key, parts), values, moment);
      if (this.batch.deltas) addTo(this.batch.deltas.fixed(start, end, key, parts), values, moment);
    }
    return true;
  }

  #late(event: SourceEvent, value: unknown, now: number): true {
    this.batch.counts.late++;
    this.lateSamples.add(event, `came after its window had closed`, now);
    if (this.#plan.lateSinks.length > 0) this.batch.late.push({ event, value });
    return true;
  }

  #countUndecodable(event: SourceEvent, now: number): void {
    const { windower, aggregates, file } = this.#plan;
    if (!file.invalid || windower?.kind !== 'fixed') return;
    const parts = [file.invalid.as];
    const key = keyName(parts);
    const moment = { time: now, position: this.#basePosition + this.batch.events };
    // With event time an undecodable event has none: it counts where the stream of events is.
    const time = this.#plan.eventTime ? Math.max(this.watermark, 0) : now;
    for (const start of windower.starts(time)) {
      for (const panes of [this.open, this.batch.deltas]) {
        const group = panes?.fixed(start, start + windower.sizeMs, key, parts);
        if (!group) continue;
        aggregates.forEach(({ takesInvalid, value }, index) => {
          if (takesInvalid) group.accumulators[index]!.add(value === null ? true : 0, moment);
        });
        group.dirty = true;
      }
    }
  }

  #hasRoom(knownKey: boolean, knownWindow: boolean): boolean {
    const { keys, windows } = this.#plan.limits;
    if (!this.open || knownKey) return true;
    const full =
      this.open.groupCount >= keys
        ? `${keys} keys`
        : !knownWindow && this.open.windowCount >= windows
          ? `${windows} windows`
          : null;
    if (full === null) return true;
    this.#problem = `over the limit of ${full} open at a time`;
    this.overLimit++;
    return false;
  }

  #run(expression: NonNullable<Plan['where']>, scope: Scope): unknown {
    try {
      return expression(scope);
    } catch (error) {
      this.#problem = `${expression.source}: ${(error instanceof Error ? error.message : String(error)).split('\n', 1)[0]}`;
      return PROBLEM;
    }
  }

  #refuse(problem: string): null {
    this.#problem = problem;
    return null;
  }
}

function metaOf(event: SourceEvent): Meta {
  const meta: Meta = { receivedAt: event.receivedAt };
  if (event.channel !== null) meta.channel = String(event.channel);
  if (event.pattern !== null) meta.pattern = event.pattern;
  if (event.key !== null) meta.key = event.key;
  if (event.id !== null) meta.id = event.id;
  if (event.name !== null) meta.event = event.name;
  return meta;
}

/** ISO 8601 text, milliseconds since the Unix epoch, or a CEL timestamp. */
function timeOf(value: unknown): number {
  const time =
    typeof value === 'string'
      ? Date.parse(value)
      : value instanceof Date
        ? value.getTime()
        : typeof value === 'bigint' || typeof value === 'number'
          ? Number(value)
          : Number.NaN;
  return Math.abs(time) <= 8.64e15 ? time : Number.NaN;
}
