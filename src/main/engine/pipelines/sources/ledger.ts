import { compareStreamIds, parseStreamId, type StreamId } from '#shared/redis/stream-id.ts';

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
  #since: { range: Range; isSettled: boolean }[];
  /** First ids of deliveries: before each of them may lie entries of others. */
  readonly #begins = new Set<string>();
  #isChanged = false;
  /** The newest entry that was new to the group when it was given to this worker. */
  newest: string | null = null;

  /** @param before what this worker had counted, as its checkpoint has it */
  constructor({ upTo, pending, since }: CountedEntries = { upTo: '0-0', pending: [], since: [] }) {
    this.#upTo = upTo;
    this.#pending = pending;
    this.#since = since.map(([from, to]) => ({ range: [from, to], isSettled: true }));
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
    // More was known before: a group that was made again may have more pending than was asked for.
    if (isAfter(this.#upTo, upTo)) return;
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

/** Whether any of them has counted the entry of an id. It is asked of thousands of entries, of thousands of ranges. */
export function countedBy(known: readonly CountedEntries[]): (id: string) => boolean {
  const workers = known.map(({ upTo, pending, since }) => ({
    upTo: parseStreamId(upTo),
    pending: new Set(pending),
    ranges: inOrder(since),
  }));
  return id => {
    const entry = parseStreamId(id);
    return workers.some(
      ({ upTo, pending, ranges }) =>
        (compareStreamIds(entry, upTo) <= 0 && !pending.has(id)) || isWithin(entry, ranges),
    );
  };
}

type ParsedRange = [from: StreamId, to: StreamId];

/** What the same entries are in, in order and apart from one another. */
function inOrder(ranges: readonly Range[]): ParsedRange[] {
  const sorted = ranges
    .map(([from, to]): ParsedRange => [parseStreamId(from), parseStreamId(to)])
    .sort(([one], [other]) => compareStreamIds(one, other));
  const apart: ParsedRange[] = [];
  for (const [from, to] of sorted) {
    const last = apart.at(-1);
    if (!last || compareStreamIds(from, last[1]) > 0) apart.push([from, to]);
    else if (compareStreamIds(to, last[1]) > 0) last[1] = to;
  }
  return apart;
}

function isWithin(id: StreamId, ranges: readonly ParsedRange[]): boolean {
  let [first, end] = [0, ranges.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    const [from, to] = ranges[middle]!;
    if (compareStreamIds(id, from) < 0) end = middle;
    else if (compareStreamIds(id, to) > 0) first = middle + 1;
    else return true;
  }
  return false;
}

export function isAfter(id: string, other: string): boolean {
  return compareStreamIds(parseStreamId(id), parseStreamId(other)) > 0;
}
