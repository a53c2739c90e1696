import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../../connections/replies.ts';
import { entriesIn, entriesOf, type Entry } from './entries.ts';

/** An entry that was given to somebody before and is pending with this consumer. */
export interface PendingEntry {
  readonly id: string;
  /** How often it has been delivered so far. */
  readonly deliveries: number;
}

/** Gives a consumer again what is pending with it: each time Redis counts one delivery more. */
export class Redelivery {
  readonly #group: string;
  readonly #consumer: string;
  readonly #checkpoint: string;
  readonly #atOnce: number;

  /**
   * @param checkpoint the key of this worker's: whoever claims from it changes it
   * @param atOnce so many entries at most
   */
  constructor({
    group,
    consumer,
    checkpoint,
    atOnce,
  }: {
    group: string;
    consumer: string;
    checkpoint: string;
    atOnce: number;
  }) {
    this.#group = group;
    this.#consumer = consumer;
    this.#checkpoint = checkpoint;
    this.#atOnce = atOnce;
  }

  /** Some of what is pending with the consumer, in order. @param after an id; null for the beginning */
  async pending(client: RedisClient, key: string, after: string | null): Promise<PendingEntry[]> {
    const from = after === null ? '-' : `(${after}`;
    return pendingIn(
      await client.call('XPENDING', key, this.#group, from, '+', this.#atOnce, this.#consumer),
    );
  }

  /**
   * Delivers entries that follow one another in what is pending with the consumer, which needs no transaction.
   *
   * @param after the id before them; null for the beginning
   */
  async deliverRow(
    client: RedisClient,
    key: string,
    after: string | null,
    ids: readonly string[],
  ): Promise<Entry[]> {
    const reply = await client.call(
      'XREADGROUP',
      'GROUP',
      this.#group,
      this.#consumer,
      'COUNT',
      ids.length,
      'STREAMS',
      key,
      after ?? '0',
    );
    // Where others have claimed some of them, it goes beyond the last one.
    const asked = new Set(ids);
    return [...entriesOf(reply)].filter(({ id }) => asked.has(id));
  }

  /** Delivers entries that are pending with the consumer. What another has claimed meanwhile is left to it; those that were deleted have no fields. */
  async deliver(client: RedisClient, key: string, ids: readonly string[]): Promise<Entry[]> {
    for (;;) {
      // Other pipelines mark the checkpoint of whom they claim from: then it is tried again, without what is theirs now.
      const [watch, ...rows] = await client.pipeline([
        ['WATCH', this.#checkpoint],
        ...ids.map((id): Command => ['XPENDING', key, this.#group, id, id, 1, this.#consumer]),
      ]);
      if (watch instanceof MillraceError) throw watch;
      const own = ids.filter((_, index) => {
        const row = rows[index]!;
        if (row instanceof MillraceError) throw row;
        return asArray(row).length > 0;
      });
      if (own.length === 0) {
        await client.call('UNWATCH');
        return [];
      }
      const replies = await client.transaction([['XCLAIM', key, this.#group, this.#consumer, 0, ...own]]);
      if (replies === null) continue;
      const [entries] = replies;
      if (entries instanceof MillraceError) throw entries;
      const found = new Map([...entriesIn(key, asArray(entries))].map(entry => [entry.id, entry]));
      // Redis 7 drops entries that no longer exist when they are claimed; before, they stay pending and come as nothing.
      return own.map(id => found.get(id) ?? { key, id, fields: null });
    }
  }
}

/** The rows of XPENDING. */
export function pendingIn(rows: Reply): PendingEntry[] {
  return asArray(rows).map(row => {
    const [id, , , deliveries] = asArray(row);
    return { id: asText(id), deliveries: asNumber(deliveries) };
  });
}

/** What becomes of entries that are delivered again. */
export interface Triage {
  /** Given together. */
  readonly together: readonly PendingEntry[];
  /** Given one by one, each when the one before it counts: one of them may be what ends every worker that it is given to. */
  readonly alone: readonly PendingEntry[];
}

/**
 * Parts entries by how often they have been delivered. Those that came with one that ends its worker were delivered as often as that one, and did
 * nothing wrong: before the last times they are given alone, so that each has its own.
 *
 * @param limit so often an entry may be delivered; beyond, it is invalid and is not looked into
 */
export function triage(entries: readonly PendingEntry[], limit: number): Triage {
  const isSafe = ({ deliveries }: PendingEntry) =>
    deliveries < Math.floor(limit / 2) || isBeyond(deliveries + 1, limit);
  return { together: entries.filter(isSafe), alone: entries.filter(entry => !isSafe(entry)) };
}

export function isBeyond(deliveries: number, limit: number): boolean {
  return deliveries > limit;
}
