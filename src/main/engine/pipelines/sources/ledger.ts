import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';

/** Entries from one to another, in a row: nothing lies between them. */
type Range = readonly [from: string, to: string];

/** Entries that are pending and known one by one, at most. */
export const MAX_PENDING = 1_000;

/**
 * What has been counted of a stream, as one worker of a group knows it: everything up to an id but for what was pending at that moment, and what
 * it has counted itself since. Those of all workers together say what a group that was removed had counted.
 */
export interface CountedEntries {
  readonly upTo: string;
  /** Not counted, though not after `upTo`. */
  readonly pending: readonly string[];
  readonly since: readonly Range[];
}

/** One worker's, of one stream, as it goes along. */
export class Ledger {
  #upTo: string;
  #pending: readonly string[];
  #since: { range: Range; isSettled: boolean }[] = [];
  /** First ids of deliveries: before each of them may lie entries of others. */
  readonly #begins = new Set<string>();
  #isChanged = false;
  /** The newest entry that was new to the group when it was given to this worker. */
  newest: string | null = null;

  constructor(upTo: string, pending: readonly string[]) {
    this.#upTo = upTo;
    this.#pending = pending;
  }

  /** @param inRow nothing lies between them: they were new to the group */
  delivered(ids: readonly string[], inRow: boolean): void {
    if (inRow && ids.length > 0) {
      this.#begins.add(ids[0]!);
      this.newest = ids.at(-1)!;
    } else for (const id of ids) this.#begins.add(id);
  }

  /**
   * A flush was put together that counts these entries, in the order in which they were delivered.
   *
   * @returns to be called when it has been written
   */
  count(ids: readonly string[]): () => void {
    const parts: { range: [string, string]; isSettled: boolean }[] = [];
    for (const id of ids) {
      const last = parts.at(-1);
      if (last && !this.#begins.has(id)) last.range[1] = id;
      else parts.push({ range: [id, id], isSettled: false });
      this.#begins.delete(id);
    }
    this.#since.push(...parts);
    return () => {
      for (const part of parts) part.isSettled = true;
    };
  }

  /** What is known for certain before the pending entries are asked for: `learn` forgets it. */
  mark(): () => void {
    const certain = new Set(this.#since.filter(({ isSettled }) => isSettled));
    return () => {
      this.#since = this.#since.filter(part => !certain.has(part) || isAfter(part.range[1], this.#upTo));
    };
  }

  /**
   * The group has said what is pending.
   *
   * @param delivered everything up to it has been given to somebody
   * @param pending ids in order, at most MAX_PENDING; when there are as many, there may be more
   */
  learn(delivered: string, pending: readonly string[], forget: () => void): void {
    const last = pending.at(-1);
    // Of what comes after the last one that is known, nothing is known.
    const upTo = pending.length >= MAX_PENDING && last && isAfter(delivered, last) ? last : delivered;
    this.#isChanged ||= upTo !== this.#upTo || pending.length !== this.#pending.length;
    this.#upTo = upTo;
    this.#pending = pending.filter(id => !isAfter(id, upTo));
    forget();
  }

  /** Fields of the checkpoint with their values in turn. @param all also what has not changed */
  fields(name: string, all = false): string[] {
    const fields = [`counted:${name}`, this.#since.map(({ range }) => range.join('..')).join(' ')];
    if (this.#isChanged || all) fields.push(`seen:${name}`, [this.#upTo, ...this.#pending].join(' '));
    this.#isChanged = false;
    return fields;
  }
}

/** The fields of a checkpoint that `fields` has made; null where there are none. */
export function readCounted(seen: string | null, counted: string | null): CountedEntries | null {
  if (seen === null) return null;
  const [upTo, ...pending] = seen.split(' ');
  const since = (counted ?? '').split(' ').filter(text => text !== '');
  return { upTo: upTo!, pending, since: since.map(text => text.split('..') as [string, string]) };
}

/** Everything up to this was given to somebody; null when nobody knows anything. */
export function deliveredUpTo(known: readonly CountedEntries[]): string | null {
  const ends = known.flatMap(({ upTo, since }) => [upTo, ...since.map(([, to]) => to)]);
  return ends.reduce<string | null>((last, id) => (last === null || isAfter(id, last) ? id : last), null);
}

/** Has any of them counted the entry? */
export function isCounted(id: string, known: readonly CountedEntries[]): boolean {
  return known.some(
    ({ upTo, pending, since }) =>
      (!isAfter(id, upTo) && !pending.includes(id)) ||
      since.some(([from, to]) => !isAfter(from, id) && !isAfter(id, to)),
  );
}

export function isAfter(id: string, other: string): boolean {
  return compareStreamIds(parseStreamId(id), parseStreamId(other)) > 0;
}
