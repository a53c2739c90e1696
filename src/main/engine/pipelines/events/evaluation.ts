import { describe } from '#shared/pipeline/aggregates/accumulator.ts';
import type { Expression, Scope } from '#shared/pipeline/expression.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import type { MemberPath } from '#shared/pipeline/problems.ts';
import type { Selection } from '#shared/pipeline/select.ts';
import type { StepName } from '#shared/pipeline/steps.ts';
import { isTime } from '#shared/time-range.ts';
import type { SourceEvent } from './event.ts';
import { isObject, toJson } from './json.ts';
import type { LookedUp } from './looked-up.ts';
import { holds } from './scope.ts';
import { keyOf } from './wanted-keys.ts';
import { keyName, type KeyName, type KeyPart } from '../windows/group.ts';

/** What an event contributes: its group, a value for each aggregate, its time in milliseconds since the Unix epoch. */
export interface Evaluated {
  key: KeyName;
  parts: KeyPart[];
  values: unknown[];
  time: number;
}

const PROBLEM = Symbol('problem');

/** Evaluates the expressions of a pipeline over one event after the other. */
export class Evaluation {
  /** Why the event evaluated last is invalid. */
  problem = '';
  /** The member of the pipeline that `problem` is about; it begins with its step. */
  problemAt: readonly [StepName, ...MemberPath] = ['select'];
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Where it throws, the event is not matched. */
  matches(scope: Scope): boolean {
    const { where } = this.#plan;
    return where === null || holds(where, scope);
  }

  /** Whether it is in the share that passes: what it is decides, so that it is the same each time. Where that throws, it does not pass. */
  isSampled(scope: Scope, { payload }: SourceEvent): boolean {
    const { sample } = this.#plan;
    if (sample === null) return true;
    const by = sample.by === null ? (payload ?? toJson(scope.event)) : this.#run(sample.by, scope);
    if (by === PROBLEM) return false;
    const bytes = by instanceof Uint8Array ? by : Buffer.from(typeof by === 'string' ? by : toJson(by));
    return fraction(bytes) < sample.share;
  }

  /** The event with what was looked up for it; null, with the problem noted, when it has no fields. */
  join(scope: Scope, lookedUp: LookedUp): Record<string, unknown> | null {
    const { event } = scope;
    if (!isObject(event))
      return this.#refuse(['lookup'], `lookup: ${describe(event)} has no fields to add to`);
    const joined: Record<string, unknown> = { ...event };
    for (const lookup of this.#plan.lookups) {
      const key = keyOf(lookup, scope);
      joined[lookup.name] = key === null ? null : lookedUp.value(lookup, key);
    }
    return joined;
  }

  /** What the event is made into; null, with the problem noted, when a part throws. */
  select({ fields, keepsRest }: Selection, scope: Scope): Record<string, unknown> | null {
    const { event } = scope;
    if (keepsRest && !isObject(event))
      return this.#refuse(['select', 'rest'], `select: ${describe(event)} has no fields to keep`);
    const selected: Record<string, unknown> = keepsRest ? { ...(event as Record<string, unknown>) } : {};
    for (const { name, value: expression } of fields) {
      const value = this.#run(expression, scope);
      if (value === PROBLEM) return this.#failed(['select', 'fields', name]);
      selected[name] = value ?? null;
    }
    return selected;
  }

  /** What tells the event from others; null where it has nothing that does. */
  idOf(scope: Scope): string | number | bigint | boolean | null {
    const id = this.#run(this.#plan.dedupe!.by, scope);
    return id === PROBLEM || id === undefined || typeof id === 'object' ? null : (id as string);
  }

  /** The value whose rate it counts to; null where all count together, and where it has none. */
  limitedBy(scope: Scope): string | null {
    const by = this.#plan.rateLimit?.by;
    const value = by ? this.#run(by, scope) : null;
    return value === PROBLEM || value === null || value === undefined ? null : toJson(value);
  }

  /** Null, with the problem noted, when a part throws or has no value. @param now the time of processing */
  evaluate(scope: Scope, now: number): Evaluated | null {
    const { groupBy, aggregates, eventTime } = this.#plan;
    const parts: KeyPart[] = [];
    for (let index = 0; index < groupBy.length; index++) {
      const expression = groupBy[index]!;
      const part = this.#run(expression, scope);
      if (part === PROBLEM) return this.#failed(['groupBy', index]);
      if (typeof part === 'object' || part === undefined)
        return this.#refuse(
          ['groupBy', index],
          `groupBy ${expression.source}: ${describe(part)} is not a key`,
        );
      parts.push(part as KeyPart);
    }
    const values: unknown[] = [];
    for (const { name, value: expression, numeric } of aggregates) {
      const value = expression === null ? true : this.#run(expression, scope);
      if (value === PROBLEM) return this.#failed(['aggregate', name]);
      if (value === null || value === undefined)
        return this.#refuse(['aggregate', name], `${name}: ${expression!.source} is null`);
      if (numeric && typeof value !== 'bigint' && !Number.isFinite(value))
        return this.#refuse(['aggregate', name], `${name}: ${describe(value)} is not a number`);
      values.push(value);
    }
    let time = now;
    if (eventTime) {
      const at = this.#run(eventTime.of, scope);
      if (at === PROBLEM) return this.#failed(['window', 'time', 'event']);
      time = timeOf(at);
      if (Number.isNaN(time))
        return this.#refuse(
          ['window', 'time', 'event'],
          `time ${eventTime.of.source}: ${describe(at)} is not a time (ISO 8601, or milliseconds since 1970)`,
        );
    }
    return { key: keyName(parts), parts, values, time };
  }

  #run(expression: Expression, scope: Scope): unknown {
    try {
      return expression(scope);
    } catch (error) {
      this.problem = `${expression.source}: ${(error instanceof Error ? error.message : String(error)).split('\n', 1)[0]}`;
      return PROBLEM;
    }
  }

  #refuse(at: Evaluation['problemAt'], problem: string): null {
    this.problem = problem;
    return this.#failed(at);
  }

  #failed(at: Evaluation['problemAt']): null {
    this.problemAt = at;
    return null;
  }
}

/** From 0 to 1, evenly, and the same for the same bytes: FNV-1a, mixed once more so that bytes that differ at their end alone are far apart. */
function fraction(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A date, a time after "T" or a space, and an offset, each of which but the date may be missing. */
const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Text without an offset is UTC, whatever the time zone of this machine. */
function timeOfText(text: string): number {
  const [, date, time = '00:00', offset = 'Z'] = ISO_TIME.exec(text.trim()) ?? [];
  if (date === undefined) return Number.NaN;
  const zone = offset.length === 3 ? `${offset}:00` : offset.replace(/^(.\d\d)(\d\d)$/, '$1:$2');
  return Date.parse(`${date}T${time.replace(',', '.')}${zone.toUpperCase()}`);
}

/** ISO 8601 text, milliseconds since the Unix epoch, or a CEL timestamp. */
function timeOf(value: unknown): number {
  const time =
    typeof value === 'string'
      ? timeOfText(value)
      : value instanceof Date
        ? value.getTime()
        : typeof value === 'bigint' || typeof value === 'number'
          ? Number(value)
          : Number.NaN;
  return isTime(time) ? time : Number.NaN;
}
