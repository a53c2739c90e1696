import type { StreamConsumer, StreamState, StreamSummary } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asArray, asBuffer, asMap, asNumber, asText } from '../connections/replies.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { callAll, replyCodeOf, type Commands } from './commands.ts';
import { serverTimeOf } from './server-time.ts';

/**
 * Readers of XINFO by field name: its replies grow fields by version, and what a server does not say stays unknown
 * (https://redis.io/docs/latest/commands/xinfo-stream/, xinfo-groups, xinfo-consumers).
 */

type GroupFacts = Omit<StreamSummary['groups'][number], 'oldestPending'>;

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
export function readStreamInfo(reply: Reply): Omit<StreamSummary, 'groups' | 'memoryBytes'> {
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

/** Reads the reply of XINFO CONSUMERS. */
function readConsumersInfo(reply: Reply): StreamConsumer[] {
  return asArray(reply).map(item => {
    const info = asMap(item);
    return {
      name: asBuffer(info.get('name')),
      pending: asNumber(info.get('pending')),
      idleMs: asNumber(info.get('idle')),
      inactiveMs: info.has('inactive') ? asNumber(info.get('inactive')) : null,
    };
  });
}

/**
 * A stream and its groups as they are now, in two round trips. Nothing here disturbs: no delivery count, no consumer, no idle time changes.
 *
 * @throws {MillraceError} `not-found` when the key is gone, `conflict` when it holds something else
 */
export async function readStream(
  commands: Commands,
  key: Uint8Array,
): Promise<StreamState & { summary: StreamSummary }> {
  const [time, info, groups, memory] = await commands.pipeline([
    ['TIME'],
    ['XINFO', 'STREAM', key],
    ['XINFO', 'GROUPS', key],
    ['MEMORY', 'USAGE', key],
  ]);
  if (info instanceof MillraceError) throw explainKeyError(info);
  if (groups instanceof MillraceError) throw explainKeyError(groups);
  const facts = readGroupsInfo(groups!);
  const oldest = await callAll(
    commands,
    facts.map((group): Command => ['XPENDING', key, group.name, '-', '+', 1]),
  ).catch((error: unknown) => {
    // A group that went away between the two reads has no pending entry; the next read shows it gone.
    if (replyCodeOf(error) === 'NOGROUP') return [];
    throw error;
  });
  return {
    key,
    serverTime: serverTimeOf(time!),
    summary: {
      ...readStreamInfo(info!),
      memoryBytes: memory instanceof MillraceError ? null : countOf(memory),
      groups: facts.map((group, index) => Object.assign(group, { oldestPending: oldestOf(oldest[index]) })),
    },
    problem: null,
  };
}

/** The same with a failure as data, for a list or a screen whose other parts go on. Only a lost connection is thrown. */
export async function readStreamState(commands: Commands, key: Uint8Array): Promise<StreamState> {
  try {
    return await readStream(commands, key);
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code === 'not-connected' || error.code === 'disconnected')
      throw error;
    return {
      key,
      serverTime: Date.now(),
      summary: null,
      problem: { code: error.code, message: error.message },
    };
  }
}

export async function readConsumers(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
): Promise<StreamConsumer[]> {
  return readConsumersInfo(await commands.call('XINFO', 'CONSUMERS', key, group).catch(throwExplained));
}

/** Says of an error reply about the key itself what it means here. */
function explainKeyError(error: unknown): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'redis') return error;
  const reply = String(error.detail?.reply);
  if (error.detail?.code !== 'NOGROUP' && /no such key/i.test(reply))
    return new MillraceError(
      'not-found',
      'The stream does not exist: it was deleted, it expired, or it was never there.',
      error.detail,
    );
  if (error.detail?.code === 'WRONGTYPE')
    return new MillraceError('conflict', 'The key is not a stream: it holds another type.', error.detail);
  return error;
}

export function throwExplained(error: unknown): never {
  throw explainKeyError(error);
}

function oldestOf(reply: Reply | undefined): { id: string; idleMs: number } | null {
  const [row] = Array.isArray(reply) ? reply : [];
  if (!Array.isArray(row)) return null;
  return { id: asText(row[0]), idleMs: asNumber(row[2]) };
}
