import type { Limits } from '#shared/pipeline/schema.ts';
import type { Span } from '#shared/pipeline/windower.ts';
import { byEnd, keyName, type Group, type KeyName, type KeyPart } from './group.ts';
import type { Logic } from './logic.ts';
import type { OverLimit, Windows } from './windows.ts';

/**
 * Windows that hold events less than a gap apart; they grow and join. Those of a key never overlap: they are in the order of their starts, which is
 * also that of their ends, so that the ones an event touches are found by halving.
 */
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
    return this.#groups;
  }

  spansOf(time: number, key: KeyName, closedUpTo: number): readonly Span[] {
    const span = { start: time, end: time + this.#gapMs };
    if (span.end > closedUpTo) return [span];
    const { from, to } = this.#touched(span, key, closedUpTo);
    return to > from ? [span] : [];
  }

  /** An event without values has no key whose session it could be in. */
  spansOfUndecodable(): readonly Span[] {
    return [];
  }

  /** Of the windows those of the key count: other keys have others. */
  overLimit([span]: readonly Span[], key: KeyName, { keys, windows }: Limits): OverLimit | null {
    const sessions = this.#sessions.get(key);
    if (!sessions) return this.#sessions.size < keys ? null : { limit: 'keys', text: `${keys} keys` };
    if (sessions.length < windows) return null;
    const { from, to } = this.#touched(span!, key, -Infinity);
    return to > from ? null : { limit: 'windows', text: `${windows} windows of a key` };
  }

  /** Sessions still open that the span touches are joined with it. */
  group(span: Span, key: KeyName, parts: readonly KeyPart[], closedUpTo: number): Group {
    let sessions = this.#sessions.get(key);
    if (!sessions) this.#sessions.set(key, (sessions = []));
    const { from, to } = this.#touched(span, key, closedUpTo);
    if (to === from) {
      const group = this.#logic.newGroup(span, parts);
      sessions.splice(from, 0, group);
      this.#groups++;
      return group;
    }
    const [first, ...others] = sessions.slice(from, to) as [Group, ...Group[]];
    first.start = Math.min(first.start, span.start);
    first.end = Math.max(first.end, span.end);
    for (const other of others) this.#logic.join(first, other);
    if (others.length > 0) sessions.splice(from + 1, others.length);
    this.#absorbed.push(...others);
    this.#groups -= others.length;
    return first;
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
      const open = firstAfter(sessions, watermark);
      if (open === 0) continue;
      closed.push(...sessions.splice(0, open));
      if (sessions.length === 0) this.#sessions.delete(key);
    }
    this.#groups -= closed.length;
    return closed.sort(byEnd);
  }

  takeAbsorbed(): readonly Group[] {
    return this.#absorbed.splice(0);
  }

  restore(group: Group): void {
    const key = keyName(group.key);
    const sessions = this.#sessions.get(key) ?? [];
    this.#sessions.set(key, sessions);
    sessions.splice(firstAfter(sessions, group.start), 0, group);
    this.#groups++;
  }

  /** The places of the key's open sessions that share a moment with the span. Events exactly one gap apart are in two sessions. */
  #touched(span: Span, key: KeyName, closedUpTo: number): { from: number; to: number } {
    const sessions = this.#sessions.get(key) ?? [];
    const from = firstAfter(sessions, Math.max(span.start, closedUpTo));
    let to = from;
    while (to < sessions.length && sessions[to]!.start < span.end) to++;
    return { from, to };
  }
}

/** The place of the first session that ends after the moment. */
function firstAfter(sessions: readonly Group[], moment: number): number {
  let [low, high] = [0, sessions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sessions[middle]!.end > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}
