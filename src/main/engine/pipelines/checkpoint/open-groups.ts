import type { Argument } from '../../connections/redis-client.ts';
import type { Group } from '../windows/group.ts';
import type { Logic, SavedGroup } from '../windows/logic.ts';
import type { Windows } from '../windows/windows.ts';
import { fromSavedJson, toSavedJson } from './saved-json.ts';

/** Changes of a checkpoint: fields to set, with their values in turn, and fields to remove. */
export interface FieldChanges {
  set: Argument[];
  remove: string[];
}

/** The checkpoint's copy of open groups: one field each, so that a flush writes what changed and no more. */
export class OpenGroups {
  /** The field that each group has in the checkpoint. */
  readonly #fields = new Map<Group, string>();
  readonly #logic: Logic;

  constructor(logic: Logic) {
    this.#logic = logic;
  }

  /** @param closed groups that are open no more */
  changes(windows: Windows, closed: readonly Group[]): FieldChanges {
    const changes: FieldChanges = { set: [], remove: [] };
    const forget = (group: Group) => {
      const field = this.#fields.get(group);
      if (field !== undefined) changes.remove.push(field);
      this.#fields.delete(group);
    };
    for (const group of windows.takeAbsorbed()) forget(group);
    for (const group of closed) forget(group);
    for (const group of windows.groups()) {
      if (!group.dirty) continue;
      const saved = this.#logic.save(group);
      const field = fieldOf(saved);
      if (this.#fields.get(group) !== field) forget(group);
      this.#fields.set(group, field);
      group.dirty = false;
      changes.set.push(field, toSavedJson(saved.states));
    }
    return changes;
  }

  /** Begins again with the groups that a checkpoint had. */
  reset(): void {
    this.#fields.clear();
  }

  /** A group was put back that the checkpoint has. */
  restored(group: Group): void {
    this.#fields.set(group, fieldOf(group));
  }
}

/** The field of an open group. */
export const fieldOf = ({ start, end, key }: Pick<SavedGroup, 'start' | 'end' | 'key'>): string =>
  `open:${start}:${end}:${toSavedJson(key)}`;

/** A field of a checkpoint as an open group; null where it is another field. */
export function readOpenGroup(field: string, value: string): SavedGroup | null {
  const match = /^open:(-?[\d.]+):(-?[\d.]+):(.*)$/s.exec(field);
  if (!match) return null;
  const [, start, end, key] = match;
  return {
    start: Number(start),
    end: Number(end),
    key: fromSavedJson(key!) as SavedGroup['key'],
    states: fromSavedJson(value) as SavedGroup['states'],
  };
}
