import type { Argument } from '../../connections/redis-client.ts';
import type { Group } from '../windows/group.ts';
import type { GroupChange, Logic, SavedGroup } from '../windows/logic.ts';
import type { Windows } from '../windows/windows.ts';
import { fromSavedJson, toSavedJson } from './saved-json.ts';

/** Changes of a checkpoint: fields to set, with their values in turn, and fields to remove. */
export interface FieldChanges {
  set: Argument[];
  remove: string[];
}

/** What the checkpoint has of an open group. */
interface Saved {
  /** The field with the group as a whole. */
  readonly field: string;
  /** The flush that wrote it; null where that is not known, so that what has changed since cannot be told. */
  readonly at: number | null;
  /** The fields with what has changed since. */
  readonly changes: string[];
  /** So many characters may these take before the whole is written again: as many as it has. */
  room: number;
}

/** What is shorter than this is written as a whole: it is hardly longer than its own name. */
const SHORT = 200;

/**
 * The checkpoint's copy of open groups: a field each, and for large states fields beside it with what has changed since it was written, so that a flush
 * writes what changed and no more. When these have become as long as the whole, it is written again.
 */
export class OpenGroups {
  readonly #saved = new Map<Group, Saved>();
  readonly #logic: Logic;
  #leftOver: readonly string[] = [];

  constructor(logic: Logic) {
    this.#logic = logic;
  }

  /**
   * @param closed groups that are open no more
   * @param at the number of the flush
   */
  changes(windows: Windows, closed: readonly Group[], at: number): FieldChanges {
    const changes: FieldChanges = { set: [], remove: [...this.#leftOver] };
    this.#leftOver = [];
    const forget = (group: Group) => {
      const saved = this.#saved.get(group);
      if (saved) changes.remove.push(saved.field, ...saved.changes);
      this.#saved.delete(group);
    };
    for (const group of windows.takeAbsorbed()) forget(group);
    for (const group of closed) forget(group);
    for (const group of windows.groups()) {
      if (!group.dirty) continue;
      group.dirty = false;
      const change = this.#changeOf(group);
      if (change) {
        changes.set.push(...change);
        continue;
      }
      const whole = this.#logic.save(group);
      const field = fieldOf(whole);
      const text = wholeText(whole, at);
      const before = this.#saved.get(group);
      if (before) changes.remove.push(...before.changes, ...(before.field === field ? [] : [before.field]));
      this.#saved.set(group, { field, at, changes: [], room: text.length });
      changes.set.push(field, text);
    }
    return changes;
  }

  /** Begins again with the groups that a checkpoint had. @param leftOver fields of it that belong to none */
  reset(leftOver: readonly string[]): void {
    this.#saved.clear();
    this.#leftOver = leftOver;
  }

  /** A group was put back that the checkpoint has. */
  restored(group: Group, saved: SavedGroup): void {
    const [field, ...changes] = fieldsOf(saved);
    this.#saved.set(group, { field: field!, at: null, changes, room: 0 });
  }

  /** What the checkpoint has may not be what was written last: everything is written as a whole. */
  distrust(): void {
    for (const [group, saved] of this.#saved) {
      group.dirty = true;
      this.#saved.set(group, { ...saved, at: null });
    }
  }

  /** A field and its value; null where the group is to be written as a whole. */
  #changeOf(group: Group): [field: string, value: string] | null {
    const saved = this.#saved.get(group);
    if (!saved || saved.at === null || saved.room < SHORT) return null;
    const change = this.#logic.changes(group);
    if (!change) return null;
    const text = toSavedJson([change.start, change.end, ...change.states]);
    if (text.length > saved.room) return null;
    saved.room -= text.length;
    const field = changeField(saved.at, saved.changes.length + 1, saved.field);
    saved.changes.push(field);
    return [field, text];
  }
}

/** The field of an open group as a whole. */
export const fieldOf = ({ start, end, key }: Pick<SavedGroup, 'start' | 'end' | 'key'>): string =>
  `open:${start}:${end}:${toSavedJson(key)}`;

/** Its value. @param at the flush that writes it, by which what has changed since is told from changes of another time */
export function wholeText({ states }: Pick<SavedGroup, 'states'>, at: number | null = null): string {
  const text = toSavedJson(states);
  return at === null || text.length < SHORT ? text : `{"at":${at},"states":${text}}`;
}

const changeField = (at: number, n: number, field: string) => `more:${at}:${n}:${field}`;

export const isOfOpenGroup = (field: string): boolean => /^(open|more):/.test(field);

/** All fields of an open group in a checkpoint, the whole first. */
export function fieldsOf(group: SavedGroup): string[] {
  const field = fieldOf(group);
  return [field, ...group.changes.map((_, index) => changeField(group.at!, index + 1, field))];
}

/** The open groups of a checkpoint, and fields that belong to none of them: changes of what was written again since. */
export function readOpenGroups(fields: ReadonlyMap<string, string>): {
  open: SavedGroup[];
  leftOver: string[];
} {
  const open: SavedGroup[] = [];
  const used = new Set<string>();
  for (const [field, value] of fields) {
    const whole = readWhole(field, value);
    if (!whole) continue;
    const changes: GroupChange[] = [];
    for (let n = 1; whole.at !== undefined; n++) {
      const name = changeField(whole.at, n, field);
      const change = fields.get(name);
      if (change === undefined) break;
      used.add(name);
      const [start, end, ...states] = fromSavedJson(change) as [number, number, ...GroupChange['states']];
      changes.push({ start, end, states });
    }
    open.push({ ...whole, changes });
  }
  const leftOver = [...fields.keys()].filter(field => field.startsWith('more:') && !used.has(field));
  return { open, leftOver };
}

/** A field of a checkpoint as an open group; null where it is another field. */
function readWhole(field: string, value: string): Omit<SavedGroup, 'changes'> | null {
  const match = /^open:(-?[\d.]+):(-?[\d.]+):(.*)$/s.exec(field);
  if (!match) return null;
  const [, start, end, key] = match;
  const saved = fromSavedJson(value) as SavedGroup['states'] | { at: number; states: SavedGroup['states'] };
  return {
    start: Number(start),
    end: Number(end),
    key: fromSavedJson(key!) as SavedGroup['key'],
    ...('at' in saved && 'states' in saved ? saved : { states: saved }),
  };
}
