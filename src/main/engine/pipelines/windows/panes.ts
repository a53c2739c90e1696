import type { Accumulator, Moment } from '#shared/pipeline/aggregates/accumulator.ts';
import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { Span } from '#shared/pipeline/windower.ts';

export type KeyPart = string | number | bigint | boolean;

/** The state of one group in one window. */
export interface Group extends Span {
  key: KeyPart[];
  accumulators: Accumulator[];
  /** Changed since it was last saved. */
  dirty: boolean;
  /** The name under which the checkpoint has it. */
  savedAs: string | null;
}

/** Finds a group: equal for equal keys, different for different ones. */
export type KeyName = string | number | bigint | boolean;

export function keyName(parts: readonly KeyPart[]): KeyName {
  if (parts.length !== 1)
    return JSON.stringify(parts.map(part => (typeof part === 'string' ? `"${part}` : String(part))));
  const part = parts[0]!;
  return typeof part === 'bigint' && Number.isSafeInteger(Number(part)) ? Number(part) : part;
}

/** Groups by window. Fixed windows are found by their start; sessions of a key are a short list. */
export class Panes {
  readonly #aggregates: readonly Aggregate[];
  readonly #fixed = new Map<number, Map<KeyName, Group>>();
  readonly #sessions = new Map<KeyName, Group[]>();
  /** Names of saved groups that are no more, because sessions joined. */
  readonly forgotten: string[] = [];
  #groups = 0;

  constructor(aggregates: readonly Aggregate[]) {
    this.#aggregates = aggregates;
  }

  get groupCount(): number {
    return this.#groups;
  }

  get windowCount(): number {
    return this.#fixed.size + this.#sessions.size;
  }

  *groups(): Generator<Group> {
    for (const pane of this.#fixed.values()) yield* pane.values();
    for (const sessions of this.#sessions.values()) yield* sessions;
  }

  /** Groups of the newest windows, at most so many, newest window last. */
  newest(max: number): Group[] {
    if (this.#sessions.size > 0) return [...this.groups()].sort((a, b) => a.start - b.start).slice(-max);
    const newest: Group[][] = [];
    let room = max;
    for (const start of [...this.#fixed.keys()].sort((a, b) => b - a)) {
      if (room <= 0) break;
      const some = [...this.#fixed.get(start)!.values().take(room)];
      newest.push(some);
      room -= some.length;
    }
    return newest.reverse().flat();
  }

  has(start: number, key: KeyName): boolean {
    return this.#fixed.get(start)?.has(key) ?? false;
  }

  hasWindow(start: number): boolean {
    return this.#fixed.has(start);
  }

  fixed(start: number, end: number, key: KeyName, parts: KeyPart[]): Group {
    let pane = this.#fixed.get(start);
    if (!pane) this.#fixed.set(start, (pane = new Map()));
    let group = pane.get(key);
    if (!group) pane.set(key, (group = this.#newGroup(start, end, parts)));
    return group;
  }

  /** A session of this key that is open at the watermark and reaches into the span. */
  touchesSession(span: Span, key: KeyName, watermark: number): boolean {
    return (
      this.#sessions.get(key)?.some(session => session.end > watermark && overlap(session, span)) ?? false
    );
  }

  hasSessions(key: KeyName): boolean {
    return this.#sessions.has(key);
  }

  /** The session that holds the span: sessions still open at the watermark that it touches are joined with it. */
  session(span: Span, key: KeyName, parts: KeyPart[], watermark: number): Group {
    const sessions = this.#sessions.get(key) ?? [];
    const touched = sessions.filter(session => session.end > watermark && overlap(session, span));
    const [first, ...others] = touched;
    const group = first ?? this.#newGroup(span.start, span.end, parts);
    if (group.savedAs && (span.start < group.start || span.end > group.end || others.length > 0)) {
      this.forgotten.push(group.savedAs);
      group.savedAs = null;
    }
    group.start = Math.min(group.start, span.start);
    group.end = Math.max(group.end, span.end);
    for (const other of others) {
      group.start = Math.min(group.start, other.start);
      group.end = Math.max(group.end, other.end);
      group.accumulators.forEach((accumulator, index) => accumulator.merge(other.accumulators[index]!));
      if (other.savedAs) this.forgotten.push(other.savedAs);
      this.#groups--;
    }
    if (!first || others.length > 0)
      this.#sessions.set(key, [...sessions.filter(session => !touched.includes(session)), group]);
    return group;
  }

  /** Puts back a group that the checkpoint had. */
  restore(span: Span, parts: KeyPart[], saved: unknown[], savedAs: string, isSession: boolean): void {
    const key = keyName(parts);
    const group = isSession
      ? this.session(span, key, parts, -Infinity)
      : this.fixed(span.start, span.end, key, parts);
    group.accumulators = this.#aggregates.map(({ kind }, index) => kind.load(saved[index]));
    group.savedAs = savedAs;
    group.dirty = false;
  }

  /** Takes out the groups whose window ends at or before the watermark, oldest window first. */
  close(watermark: number): Group[] {
    const closed: Group[] = [];
    for (const [start, pane] of this.#fixed) {
      const [any] = pane.values();
      if (any!.end > watermark) continue;
      for (const group of pane.values()) closed.push(group);
      this.#fixed.delete(start);
    }
    for (const [key, sessions] of this.#sessions) {
      const open = sessions.filter(session => session.end > watermark);
      if (open.length === sessions.length) continue;
      for (const session of sessions) if (session.end <= watermark) closed.push(session);
      if (open.length > 0) this.#sessions.set(key, open);
      else this.#sessions.delete(key);
    }
    this.#groups -= closed.length;
    return closed.sort((a, b) => a.end - b.end || a.start - b.start);
  }

  #newGroup(start: number, end: number, key: KeyPart[]): Group {
    this.#groups++;
    return {
      start,
      end,
      key,
      accumulators: this.#aggregates.map(({ kind }) => kind.zero()),
      dirty: false,
      savedAs: null,
    };
  }
}

/** Events exactly one gap apart are in two sessions. */
function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Adds the values of one event to a group. All have been evaluated and checked before. */
export function addTo(group: Group, values: readonly unknown[], moment: Moment): void {
  for (let index = 0; index < values.length; index++) group.accumulators[index]!.add(values[index], moment);
  group.dirty = true;
}
