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
  /** When the last of them came, milliseconds since the Unix epoch; 0 where it was not kept. */
  readonly at: number;
}

/** A field of a checkpoint as ids; null where it is another field. */
export function readIds(field: string, value: string): SavedIds | null {
  if (!field.startsWith(IDS)) return null;
  const seq = Number(field.slice(IDS.length));
  const read = JSON.parse(value) as string[] | { at: number; ids: string[] };
  return Array.isArray(read) ? { seq, ids: read, at: 0 } : { seq, ...read };
}

export const idsField = ({ seq }: Pick<SavedIds, 'seq'>): string => `${IDS}${seq}`;

export interface RecentIdsOptions {
  /** At least so many. */
  keep: number;
  /** For so long after it has counted an id is known; Infinity: as long as it is kept. */
  withinMs?: number;
}

/**
 * The ids of the events that counted last, so that those that come again are known. What a flush adds is one field of the checkpoint; whole fields are
 * forgotten, the oldest first, once their time is over or as long as enough ids stay.
 */
export class RecentIds {
  readonly #keep: number;
  readonly #withinMs: number;
  /** When each of them counted. */
  readonly #known = new Map<string, number>();
  #saved: SavedIds[] = [];
  #savedCount = 0;
  #fresh: string[] = [];
  #freshAt = 0;

  constructor({ keep, withinMs = Infinity }: RecentIdsOptions) {
    this.#keep = keep;
    this.#withinMs = withinMs;
  }

  /** An event with this id has counted lately. @param now milliseconds since the Unix epoch */
  knows(value: string | number | bigint | boolean, now: number): boolean {
    const at = this.#known.get(idOf(value));
    // What an older Millrace has saved has no time: it is known as long as it is kept.
    return at !== undefined && (at === 0 || now - at < this.#withinMs);
  }

  /** An event with this id counts. */
  add(value: string | number | bigint | boolean, now: number): void {
    const id = idOf(value);
    this.#known.set(id, now);
    this.#fresh.push(id);
    this.#freshAt = now;
  }

  /** Of the flush with this number. */
  changes(seq: number, now: number): FieldChanges {
    const changes: FieldChanges = { set: [], remove: [] };
    if (this.#fresh.length > 0) {
      const added = { seq, ids: this.#fresh, at: this.#freshAt };
      this.#fresh = [];
      changes.set.push(idsField(added), this.#textOf(added));
      this.#add(added);
    }
    while (this.#isOver(this.#saved[0], now)) {
      const oldest = this.#saved.shift()!;
      this.#savedCount -= oldest.ids.length;
      // One that has counted again since is known by that.
      for (const id of oldest.ids) if (this.#known.get(id)! <= oldest.at) this.#known.delete(id);
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
      for (const id of some.ids) this.#known.set(id, some.at);
      this.#add(some);
    }
  }

  /** Nothing needs it: enough others are kept, or its time is over. */
  #isOver(oldest: SavedIds | undefined, now: number): boolean {
    if (!oldest) return false;
    if (this.#savedCount - oldest.ids.length >= this.#keep) return true;
    return oldest.at !== 0 && now - oldest.at >= this.#withinMs;
  }

  /** The time is kept where it matters. */
  #textOf({ ids, at }: SavedIds): string {
    return JSON.stringify(this.#withinMs === Infinity ? ids : { at, ids });
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
