import { pageStartBefore } from '#shared/redis/stream-id.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../../connections/replies.ts';
import { callAll, type Commands } from '../../connections/commands.ts';
import { Denials } from '../../connections/denials.ts';
import { readEntries } from '../entries.ts';
import { pageStartAfter } from '#shared/redis/stream-id.ts';
import { readGroupsInfo, throwExplained } from '../stream-info.ts';
import { counted } from '../../actions/preview.ts';
import { entriesText, nameText } from './action.ts';

/** Entries counted before a preview says "at least": Redis has no command that counts a range, they must be read. */
const BOUND = 10_000;

export interface Counted {
  count: number;
  /** False when the bound was reached first. */
  exact: boolean;
}

/** "12", or "more than 10,000". */
export function howMany({ count, exact }: Counted): string {
  return `${exact ? '' : 'more than '}${count.toLocaleString('en-US')}`;
}

/** Counts the entries from `start` to `end` by reading them, up to a bound. */
export async function countEntries(
  commands: Commands,
  key: Uint8Array,
  start: string,
  end: string,
): Promise<Counted> {
  let count = 0;
  for (let from: string | null = start; from !== null;) {
    const { entries, complete } = await readEntries(commands, key, { start: from, end }, 1_000);
    count += entries.length;
    if (complete) break;
    if (count >= BOUND) return { count, exact: false };
    from = pageStartAfter(entries.at(-1)!.id);
  }
  return { count, exact: true };
}

/** Counts the pending entries of a group between two ids, both included, up to a bound. */
export async function countPending(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
  start: string,
  end: string,
): Promise<Counted> {
  const rows = asArray(
    await commands.call('XPENDING', key, group, start, end, BOUND + 1).catch(throwExplained),
  );
  return { count: Math.min(rows.length, BOUND), exact: rows.length <= BOUND };
}

/** Which groups have pending entries below an id, as sentences: they become ghosts when those entries go. */
export async function ghostsBelow(commands: Commands, key: Uint8Array, cutOff: string): Promise<string[]> {
  const end = pageStartBefore(cutOff);
  if (end === null) return [];
  return orUnknown(async () => {
    const sentences: string[] = [];
    for (const { name, pending } of await groupsOf(commands, key)) {
      if (pending === 0) continue;
      const ghosts = await countPending(commands, key, name, '-', end);
      if (ghosts.count > 0) sentences.push(ghostSentence(name, ghosts));
    }
    return sentences;
  });
}

/** The same for single ids. */
export async function ghostsAmong(
  commands: Commands,
  key: Uint8Array,
  ids: readonly string[],
  exceptGroup?: Uint8Array,
): Promise<string[]> {
  return orUnknown(async () => {
    const sentences: string[] = [];
    for (const { name, pending } of await groupsOf(commands, key)) {
      if (pending === 0 || (exceptGroup && Buffer.compare(name, exceptGroup) === 0)) continue;
      const replies = await callAll(
        commands,
        ids.slice(0, BOUND).map((id): Command => ['XPENDING', key, name, id, id, 1]),
      );
      const count = replies.filter(reply => asArray(reply).length > 0).length;
      if (count > 0) sentences.push(ghostSentence(name, { count, exact: ids.length <= BOUND }));
    }
    return sentences;
  });
}

async function groupsOf(commands: Commands, key: Uint8Array) {
  return readGroupsInfo(await commands.call('XINFO', 'GROUPS', key).catch(throwExplained));
}

/** A warning says so where the user may not ask for what it would warn of. */
async function orUnknown(read: () => Promise<string[]>): Promise<string[]> {
  const denials = new Denials();
  const sentences = await denials.optional(read());
  return sentences ?? [denials.sentence('whether they are pending in a group is not known.')!];
}

/** Which of these ids have an entry now. @throws {MillraceError} `denied` */
export async function existing(
  commands: Commands,
  key: Uint8Array,
  ids: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += 50) {
    const some = ids.slice(from, from + 50);
    const replies = await callAll(
      commands,
      some.map((id): Command => ['XRANGE', key, id, id, 'COUNT', 1]),
    ).catch(throwExplained);
    for (const reply of replies) {
      const [entry] = asArray(reply);
      if (entry !== undefined) found.add(asText(asArray(entry)[0]));
    }
  }
  return found;
}

function ghostSentence(group: Uint8Array, ghosts: Counted): string {
  const which = ghosts.exact
    ? counted(ghosts.count, 'of them is', 'of them are')
    : `${howMany(ghosts)} of them are`;
  return `${which} pending in group ${nameText(group)}: once the entries are deleted, the next claim silently drops them from the pending list.`;
}

/** How many entries a stream has; null where the user may not ask. */
export async function lengthOf(commands: Commands, key: Uint8Array): Promise<number | null> {
  const length = await new Denials().optional(commands.call('XLEN', key).catch(throwExplained));
  return length === null ? null : asNumber(length);
}

/** ", which has 12 entries", or nothing where that is not known. */
export const whichHas = (length: number | null) =>
  length === null ? '' : `, which has ${entriesText(length)}`;
