import type { HeldGroup, StreamGroup, StreamState, StreamSummary } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asArray, asBuffer, asMap, asNumber, asText } from '../connections/replies.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { replyCodeOf, type Commands } from '../connections/commands.ts';
import { deniedCommand, Denials } from '../connections/denials.ts';
import { serverTimeOf } from './server-time.ts';

/**
 * Readers of XINFO by field name: its replies grow fields by version, and what a server does not say stays unknown
 * (https://redis.io/docs/latest/commands/xinfo-stream/, xinfo-groups, xinfo-consumers).
 */

type GroupFacts = Omit<StreamGroup, 'oldestPending'>;

/** An integer of a reply, or null where it is absent, nil or above 2^53: unknown is never 0. */
function countOf(reply: Reply | undefined): number | null {
  if (typeof reply !== 'string' || !/^\d+$/.test(reply)) return null;
  const value = Number(reply);
  return Number.isSafeInteger(value) ? value : null;
}

function textOf(reply: Reply | undefined): string | null {
  return reply === undefined || reply === null || Array.isArray(reply) ? null : asText(reply);
}

function entryIdOf(reply: Reply | undefined): string | null {
  return Array.isArray(reply) ? asText(reply[0]) : null;
}

/** Reads the reply of XINFO STREAM, without the figures of groups. */
export function readStreamInfo(
  reply: Reply,
): Omit<StreamSummary, 'groups' | 'named' | 'memoryBytes'> & { lastGeneratedId: string } {
  const info = asMap(reply);
  const maxDeleted = textOf(info.get('max-deleted-entry-id'));
  return {
    length: asNumber(info.get('length')),
    firstId: entryIdOf(info.get('first-entry')),
    lastId: entryIdOf(info.get('last-entry')),
    lastGeneratedId: asText(info.get('last-generated-id')),
    entriesAdded: countOf(info.get('entries-added')),
    maxDeletedId: maxDeleted === '0-0' ? null : maxDeleted,
  };
}

/** Reads the reply of XINFO GROUPS. */
export function readGroupsInfo(reply: Reply): GroupFacts[] {
  return asArray(reply).map(item => {
    const info = asMap(item);
    return {
      name: asBuffer(info.get('name')),
      consumers: asNumber(info.get('consumers')),
      pending: asNumber(info.get('pending')),
      lastDeliveredId: asText(info.get('last-delivered-id')),
      entriesRead: countOf(info.get('entries-read')),
      lag: countOf(info.get('lag')),
    };
  });
}

/**
 * A stream and its groups as they are now, in two round trips. Nothing here disturbs: no delivery count, no consumer, no idle time changes.
 * What the user may not ask for is null, and its command is among `missing`.
 *
 * @param named a group to look at also where groups may not be listed
 * @throws {MillraceError} `not-found` when the key is gone, `conflict` when it holds something else, `denied` when nothing of it may be read
 */
export async function readStream(
  commands: Commands,
  key: Uint8Array,
  named?: Uint8Array,
): Promise<StreamState & { summary: StreamSummary }> {
  const denials = new Denials();
  const [time, info, groups, memory] = await commands.pipeline([
    ['TIME'],
    ['XINFO', 'STREAM', key],
    ['XINFO', 'GROUPS', key],
    ['MEMORY', 'USAGE', key],
  ]);
  const infoReply = takeOf(denials, info);
  const groupsReply = takeOf(denials, groups);
  denials.take(time);
  const stream =
    infoReply === null ? await readWithoutInfo(commands, key, denials) : readStreamInfo(infoReply);
  const facts = groupsReply === null ? null : readGroupsInfo(groupsReply);
  const oldest = await oldestPending(commands, key, facts ?? [], denials);
  return {
    key,
    serverTime: serverTimeOf(time!),
    summary: {
      ...stream,
      // Servers without the command, and those where it fails, are no reason to show nothing.
      memoryBytes: memory instanceof MillraceError ? noteOnly(denials, memory) : countOf(memory),
      groups:
        facts?.map((group, index) => Object.assign(group, { oldestPending: oldest[index] ?? null })) ?? null,
      named: facts === null && named ? await readHeldGroup(commands, key, named, denials) : null,
    },
    missing: denials.commands,
    problem: null,
  };
}

/** What can be known of a stream without XINFO STREAM. */
async function readWithoutInfo(
  commands: Commands,
  key: Uint8Array,
  denials: Denials,
): Promise<Omit<StreamSummary, 'groups' | 'named' | 'memoryBytes'>> {
  const [exists, length, first, last] = await commands.pipeline([
    ['EXISTS', key],
    ['XLEN', key],
    ['XRANGE', key, '-', '+', 'COUNT', 1],
    ['XREVRANGE', key, '+', '-', 'COUNT', 1],
  ]);
  if (length instanceof MillraceError) throw explainKeyError(length);
  if (takeOf(denials, exists) === '0') throw noSuchStream();
  const idOf = (reply: Reply | MillraceError | undefined) => {
    const entries = takeOf(denials, reply);
    return Array.isArray(entries) ? entryIdOf(entries[0]) : null;
  };
  return {
    length: asNumber(length),
    firstId: idOf(first),
    lastId: idOf(last),
    lastGeneratedId: null,
    entriesAdded: null,
    maxDeletedId: null,
  };
}

/** A group by its name; null where there is none, or XPENDING may not be asked. */
async function readHeldGroup(
  commands: Commands,
  key: Uint8Array,
  name: Uint8Array,
  denials: Denials,
): Promise<HeldGroup | null> {
  const [totals, oldest] = await commands.pipeline([
    ['XPENDING', key, name],
    ['XPENDING', key, name, '-', '+', 1],
  ]);
  if (replyCodeOf(totals) === 'NOGROUP') return null;
  const reply = takeOf(denials, totals);
  if (reply === null) return null;
  const pending = asNumber(asArray(reply)[0]);
  return { name, pending, lag: null, consumers: null, oldestPending: oldestOf(takeOf(denials, oldest)) };
}

async function oldestPending(
  commands: Commands,
  key: Uint8Array,
  groups: readonly GroupFacts[],
  denials: Denials,
) {
  const replies = await commands.pipeline(
    groups.map((group): Command => ['XPENDING', key, group.name, '-', '+', 1]),
  );
  return replies.map(reply => {
    // A group that went away between the two reads has no pending entry; the next read shows it gone.
    if (replyCodeOf(reply) === 'NOGROUP') return null;
    return oldestOf(takeOf(denials, reply));
  });
}

function takeOf(denials: Denials, reply: Reply | MillraceError | undefined): Reply {
  try {
    return denials.take(reply);
  } catch (error) {
    throw explainKeyError(error);
  }
}

function noteOnly(denials: Denials, error: MillraceError): null {
  if (deniedCommand(error) !== null) denials.take(error);
  return null;
}

/** The same with a failure as data, for a list or a screen whose other parts go on. Only a lost connection is thrown. */
export async function readStreamState(
  commands: Commands,
  key: Uint8Array,
  named?: Uint8Array,
): Promise<StreamState> {
  try {
    return await readStream(commands, key, named);
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code === 'not-connected' || error.code === 'disconnected')
      throw error;
    return {
      key,
      serverTime: Date.now(),
      summary: null,
      missing: [],
      problem: problemOf(error),
    };
  }
}

/** A failure as data. */
export function problemOf(error: MillraceError): NonNullable<StreamState['problem']> {
  return { code: error.code, message: error.message, reply: replyCodeOf(error) };
}

/** Says of an error reply about the key itself what it means here. */
function explainKeyError(error: unknown): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'redis') return error;
  const reply = String(error.detail?.reply);
  if (error.detail?.code !== 'NOGROUP' && /no such key/i.test(reply)) return noSuchStream(error.detail);
  if (error.detail?.code === 'WRONGTYPE')
    return new MillraceError('conflict', 'The key is not a stream: it holds another type.', error.detail);
  return error;
}

function noSuchStream(detail?: MillraceError['detail']): MillraceError {
  return new MillraceError(
    'not-found',
    'The stream does not exist: it was deleted, it expired, or it was never there.',
    detail,
  );
}

export function throwExplained(error: unknown): never {
  throw explainKeyError(error);
}

function oldestOf(reply: Reply | undefined): { id: string; idleMs: number } | null {
  const [row] = Array.isArray(reply) ? reply : [];
  if (!Array.isArray(row)) return null;
  return { id: asText(row[0]), idleMs: asNumber(row[2]) };
}
