import { asArray, asBuffer, asNumber, asText } from '../connections/replies.ts';
import type { Reply } from '../connections/redis-client.ts';
import type { Commands } from '../connections/commands.ts';
import { throwExplained } from './stream-info.ts';

/** A row of XPENDING. */
export interface PendingEntry {
  readonly id: string;
  /** Empty when it was released and has no owner. */
  readonly consumer: Buffer;
  /** Since its last delivery; -1 when it has no owner. */
  readonly idleMs: number;
  /** Up to 2^63-1, hence text. */
  readonly deliveries: string;
}

export interface PendingList {
  readonly key: Uint8Array;
  readonly group: Uint8Array;
  /** Only what this consumer owns; the server keeps that list of its own, so it costs nothing to ask. */
  readonly consumer?: Uint8Array | undefined;
}

export function pendingEntryOf(reply: Reply): PendingEntry {
  const [id, consumer, idle, deliveries] = asArray(reply);
  return {
    id: asText(id),
    consumer: asBuffer(consumer),
    idleMs: asNumber(idle),
    deliveries: asText(deliveries),
  };
}

/**
 * A page of the list of pending entries, in the order of ids. Asked for the whole group, not consumer by consumer, so that entries
 * without an owner appear. Never with IDLE: that walks the list on the server for as long as nothing matches.
 *
 * @param start inclusive id, or `-`
 * @param end inclusive id, or `+`
 * @see https://redis.io/docs/latest/commands/xpending/
 */
export async function readPending(
  commands: Commands,
  list: PendingList,
  start: string,
  end: string,
  count: number,
): Promise<PendingEntry[]> {
  const consumer = list.consumer === undefined ? [] : [list.consumer];
  const reply = await commands
    .call('XPENDING', list.key, list.group, start, end, count, ...consumer)
    .catch(throwExplained);
  return asArray(reply).map(pendingEntryOf);
}

export interface PendingTotals {
  total: number;
  firstId: string | null;
  lastId: string | null;
  consumers: { name: Buffer; pending: number }[];
}

/** XPENDING's short form. */
export async function readPendingTotals(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
): Promise<PendingTotals> {
  const [total, first, last, consumers] = asArray(
    await commands.call('XPENDING', key, group).catch(throwExplained),
  );
  return {
    total: asNumber(total),
    firstId: first === null ? null : asText(first),
    lastId: last === null ? null : asText(last),
    consumers: (Array.isArray(consumers) ? consumers : []).map(item => {
      const [name, pending] = asArray(item);
      return { name: asBuffer(name), pending: asNumber(pending) };
    }),
  };
}
