import type { Moment, SavedState } from '#shared/pipeline/aggregates/accumulator.ts';
import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { Span } from '#shared/pipeline/windower.ts';
import type { Group, KeyPart } from './group.ts';

/** A group as a checkpoint keeps it. */
export interface SavedGroup extends Span {
  readonly key: readonly KeyPart[];
  /** One state for each aggregate, in the order of the file. */
  readonly states: readonly SavedState[];
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
    return { start, end, key, states: accumulators.map(accumulator => accumulator.save()) };
  }

  /** Null when it was saved by other aggregates. */
  restore({ states, key, ...span }: SavedGroup): Group | null {
    if (states.length !== this.#aggregates.length) return null;
    const group = this.newGroup(span, key);
    group.accumulators = this.#aggregates.map(({ kind }, index) => kind.load(states[index]!));
    return group;
  }
}
