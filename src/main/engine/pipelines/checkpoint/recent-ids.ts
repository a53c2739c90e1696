import { createHash } from 'node:crypto';
import type { FieldChanges } from './open-groups.ts';

/** The fields of a checkpoint with ids begin so; the number of the flush that they were new in follows. */
const IDS = 'ids:';
/** Longer ones are kept as their hash. */
const MAX_ID = 64;

/** The ids that were new in one flush, as a checkpoint keeps them. */
export interface SavedIds {
  readonly seq: number;
  readonly ids: readonly string[];
}

/** A field of a checkpoint as ids; null where it is another field. */
export function readIds(field: string, value: string): SavedIds | null {
  if (!field.startsWith(IDS)) return null;
  return { seq: Number(field.slice(IDS.length)), ids: JSON.parse(value) as string[] };
}

export const idsField = ({ seq }: Pick<SavedIds, 'seq'>): string => `${IDS}${seq}`;

/**
 * The ids of the events that counted last, so that those that come again are known. What a flush adds is one field of the checkpoint; whole fields are
 * forgotten, the oldest first, as long as enough ids stay.
 */
export class RecentIds {
  readonly #keep: number;
  readonly #known = new Set<string>();
  #saved: SavedIds[] = [];
  #savedCount = 0;
  #fresh: string[] = [];

  /** @param keep at least so many */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** @returns false when an event with this id has come before */
  isNew(value: string | number | bigint | boolean): boolean {
    const id = idOf(value);
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    this.#fresh.push(id);
    return true;
  }

  /** Of the flush with this number. */
  changes(seq: number): FieldChanges {
    const changes: FieldChanges = { set: [], remove: [] };
    if (this.#fresh.length === 0) return changes;
    const added = { seq, ids: this.#fresh };
    this.#fresh = [];
    changes.set.push(idsField(added), JSON.stringify(added.ids));
    this.#add(added);
    while (this.#savedCount - this.#saved[0]!.ids.length >= this.#keep) {
      const oldest = this.#saved.shift()!;
      this.#savedCount -= oldest.ids.length;
      for (const id of oldest.ids) this.#known.delete(id);
      changes.remove.push(idsField(oldest));
    }
    return changes;
  }

  /** Begins again with what a checkpoint has. */
  restore(saved: readonly SavedIds[]): void {
    this.#known.clear();
    this.#saved = [];
    this.#savedCount = 0;
    this.#fresh = [];
    for (const some of saved.toSorted((a, b) => a.seq - b.seq)) {
      for (const id of some.ids) this.#known.add(id);
      this.#add(some);
    }
  }

  #add(some: SavedIds): void {
    this.#saved.push(some);
    this.#savedCount += some.ids.length;
  }
}

/** 1 and "1" are one: the same id comes as either. */
function idOf(value: string | number | bigint | boolean): string {
  const text = String(value);
  return text.length <= MAX_ID ? text : createHash('sha256').update(text).digest('base64url');
}
