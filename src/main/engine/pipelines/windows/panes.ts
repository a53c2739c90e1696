import type { Span } from '#shared/pipeline/windower.ts';
import { byEnd, type Group, type KeyName, type KeyPart } from './group.ts';
import type { Logic } from './logic.ts';

/** Groups of windows that begin at fixed times, found by the start of their window and their key. */
export class Panes {
  readonly #logic: Logic;
  readonly #panes = new Map<number, Map<KeyName, Group>>();
  #groups = 0;
  /** Of the window asked for last: events that follow one another are mostly in the same, and finding it costs as much as finding the group. */
  #last: { start: number; pane: Map<KeyName, Group> } | null = null;

  constructor(logic: Logic) {
    this.#logic = logic;
  }

  get groupCount(): number {
    return this.#groups;
  }

  get windowCount(): number {
    return this.#panes.size;
  }

  *groups(): Generator<Group> {
    for (const pane of this.#panes.values()) yield* pane.values();
  }

  /** Groups of the newest windows, at most so many, newest window last. */
  newest(max: number): Group[] {
    const newest: Group[][] = [];
    let room = max;
    for (const start of [...this.#panes.keys()].sort((a, b) => b - a)) {
      if (room <= 0) break;
      const some = [...this.#panes.get(start)!.values().take(room)];
      newest.push(some);
      room -= some.length;
    }
    return newest.reverse().flat();
  }

  has(start: number, key: KeyName): boolean {
    return this.#panes.get(start)?.has(key) ?? false;
  }

  hasWindow(start: number): boolean {
    return this.#panes.has(start);
  }

  group(span: Span, key: KeyName, parts: readonly KeyPart[]): Group {
    const pane = this.#last?.start === span.start ? this.#last.pane : this.#pane(span.start);
    let group = pane.get(key);
    if (!group) {
      pane.set(key, (group = this.#logic.newGroup(span, parts)));
      this.#groups++;
    }
    return group;
  }

  put(key: KeyName, group: Group): void {
    const pane = this.#pane(group.start);
    if (!pane.has(key)) this.#groups++;
    pane.set(key, group);
  }

  /** Takes out the groups whose window ends at or before the watermark, oldest window first. */
  close(watermark: number): Group[] {
    const closed: Group[] = [];
    for (const [start, pane] of this.#panes) {
      const [any] = pane.values();
      if (any!.end > watermark) continue;
      for (const group of pane.values()) closed.push(group);
      this.#panes.delete(start);
    }
    this.#last = null;
    this.#groups -= closed.length;
    return closed.sort(byEnd);
  }

  #pane(start: number): Map<KeyName, Group> {
    let pane = this.#panes.get(start);
    if (!pane) this.#panes.set(start, (pane = new Map()));
    this.#last = { start, pane };
    return pane;
  }
}
