import {
  restored,
  type Moment,
  type SavedChange,
  type SavedState,
} from '#shared/pipeline/aggregates/accumulator.ts';
import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { Span } from '#shared/pipeline/windower.ts';
import type { Group, KeyPart } from './group.ts';

/** A group as a checkpoint keeps it. */
export interface SavedGroup extends Span {
  readonly key: readonly KeyPart[];
  /** One state for each aggregate, in the order of the file. */
  readonly states: readonly SavedState[];
  /** The flush that saved them, where that is known. */
  readonly at?: number;
  /** What has become of them since, in order. */
  readonly changes: readonly GroupChange[];
}

/** What has become of a group since it was saved: the window that it has now, and each of its states. */
export interface GroupChange extends Span {
  readonly states: readonly SavedChange[];
}

/** What is made of the events of a group: the third part of windowing, after when (the clock) and where (the windower). */
export class Logic {
  readonly #aggregates: readonly Aggregate[];

  constructor(aggregates: readonly Aggregate[]) {
    this.#aggregates = aggregates;
  }

  newGroup({ start, end }: Span, key: readonly KeyPart[]): Group {
    return { start, end, key, accumulators: this.#aggregates.map(({ kind }) => kind.zero()), dirty: false };
  }

  /** Adds the values of one event to a group. All have been evaluated and checked before. */
  add(group: Group, values: readonly unknown[], moment: Moment): void {
    for (let index = 0; index < values.length; index++) group.accumulators[index]!.add(values[index], moment);
    group.dirty = true;
  }

  /** Adds an event that has no values: a count grows by 1, a sum by 0. */
  addUndecodable(group: Group, moment: Moment): void {
    this.#aggregates.forEach(({ takesInvalid, value }, index) => {
      if (takesInvalid) group.accumulators[index]!.add(value === null ? true : 0, moment);
    });
    group.dirty = true;
  }

  /** Takes the other group's events and span into the first. */
  join(group: Group, other: Group): void {
    group.start = Math.min(group.start, other.start);
    group.end = Math.max(group.end, other.end);
    group.accumulators.forEach((accumulator, index) => accumulator.merge(other.accumulators[index]!));
  }

  save({ start, end, key, accumulators }: Group): SavedGroup {
    return { start, end, key, states: accumulators.map(accumulator => accumulator.save()), changes: [] };
  }

  /** What has changed since the group was saved; null where the whole says it as shortly. */
  changes({ start, end, accumulators }: Group): GroupChange | null {
    if (accumulators.every(accumulator => !accumulator.changes)) return null;
    const states: SavedChange[] = [];
    for (const accumulator of accumulators) {
      const change = accumulator.changes?.();
      if (accumulator.changes && change === undefined) return null;
      states.push(change === undefined ? ['=', accumulator.save()] : ['+', change]);
    }
    return { start, end, states };
  }

  /** Null when it was saved by other aggregates. */
  restore({ states, changes, key, start, end }: SavedGroup): Group | null {
    if (states.length !== this.#aggregates.length) return null;
    const group = this.newGroup(changes.at(-1) ?? { start, end }, key);
    group.accumulators = this.#aggregates.map(({ kind }, index) =>
      restored(
        kind,
        states[index]!,
        changes.map(change => change.states[index]!),
      ),
    );
    return group;
  }
}
