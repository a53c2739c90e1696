import type { Limits } from '#shared/pipeline/schema.ts';
import type { Span } from '#shared/pipeline/windower.ts';
import { byEnd, keyName, type Group, type KeyName, type KeyPart } from './group.ts';
import type { Logic } from './logic.ts';
import type { Windows } from './windows.ts';

/** Windows that hold events less than a gap apart; they grow and join. Those of a key are a short list. */
export class SessionWindows implements Windows {
  readonly #gapMs: number;
  readonly #logic: Logic;
  readonly #sessions = new Map<KeyName, Group[]>();
  #absorbed: Group[] = [];
  #groups = 0;

  constructor(gapMs: number, logic: Logic) {
    this.#gapMs = gapMs;
    this.#logic = logic;
  }

  get groupCount(): number {
    return this.#groups;
  }

  get windowCount(): number {
    return this.#sessions.size;
  }

  spansOf(time: number, key: KeyName, closedUpTo: number): readonly Span[] {
    const span = { start: time, end: time + this.#gapMs };
    return span.end > closedUpTo || this.#touched(span, key, closedUpTo).length > 0 ? [span] : [];
  }

  /** An event without values has no key whose session it could be in. */
  spansOfUndecodable(): readonly Span[] {
    return [];
  }

  overLimit(_: readonly Span[], key: KeyName, { keys }: Limits): string | null {
    return this.#sessions.has(key) || this.#groups < keys ? null : `${keys} keys`;
  }

  /** Sessions still open that the span touches are joined with it. */
  group(span: Span, key: KeyName, parts: readonly KeyPart[], closedUpTo: number): Group {
    const touched = this.#touched(span, key, closedUpTo);
    const [first, ...others] = touched;
    const group = first ?? this.#logic.newGroup(span, parts);
    group.start = Math.min(group.start, span.start);
    group.end = Math.max(group.end, span.end);
    for (const other of others) this.#logic.join(group, other);
    this.#absorbed.push(...others);
    this.#groups += first ? -others.length : 1;
    if (!first || others.length > 0) {
      const apart = (this.#sessions.get(key) ?? []).filter(session => !touched.includes(session));
      this.#sessions.set(key, [...apart, group]);
    }
    return group;
  }

  *groups(): Generator<Group> {
    for (const sessions of this.#sessions.values()) yield* sessions;
  }

  newest(max: number): Group[] {
    return [...this.groups()].sort((a, b) => a.start - b.start).slice(-max);
  }

  close(watermark: number): Group[] {
    const closed: Group[] = [];
    for (const [key, sessions] of this.#sessions) {
      const open = sessions.filter(session => session.end > watermark);
      if (open.length === sessions.length) continue;
      for (const session of sessions) if (session.end <= watermark) closed.push(session);
      if (open.length > 0) this.#sessions.set(key, open);
      else this.#sessions.delete(key);
    }
    this.#groups -= closed.length;
    return closed.sort(byEnd);
  }

  takeAbsorbed(): readonly Group[] {
    return this.#absorbed.splice(0);
  }

  restore(group: Group): void {
    const key = keyName(group.key);
    this.#sessions.set(key, [...(this.#sessions.get(key) ?? []), group]);
    this.#groups++;
  }

  #touched(span: Span, key: KeyName, closedUpTo: number): Group[] {
    const sessions = this.#sessions.get(key) ?? [];
    return sessions.filter(session => session.end > closedUpTo && overlap(session, span));
  }
}

/** Events exactly one gap apart are in two sessions. */
function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
