import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asArray, asText } from '../../connections/replies.ts';
import { claimedFence } from '../checkpoint/fence.ts';
import { pendingIn, type PendingEntry } from './redelivery.ts';
import type { SourceReports } from './source.ts';

/** Entries that others have left are looked for this often, or as often as they can become due. */
const CLAIM_EVERY_MS = 1_000;
/** So many idle entries are looked at for whose they are. */
const LOOK_AT = 500;

export interface ClaimsOptions {
  keys: readonly string[];
  group: string;
  consumer: string;
  idleMs: number;
  /** So many entries are taken over from a worker: what can be processed in that time. */
  atOnce: number;
  /** The key of the checkpoint of a worker. */
  checkpointOf: (worker: string) => string;
  reports: SourceReports;
}

/**
 * Takes over what others have left pending for longer than `idleMs`. In the transaction that claims, the former owner's fence is marked: should it
 * wake up again, it can no longer count them, and reads again what it still holds.
 */
export class Claims {
  readonly #options: ClaimsOptions;
  #dueAt = 0;

  constructor(options: ClaimsOptions) {
    this.#options = options;
  }

  /** @returns what is pending with this consumer now, and was not; nothing while it is not due. It is to be delivered yet */
  async take(client: RedisClient, signal: AbortSignal): Promise<Map<string, PendingEntry[]>> {
    const claimed = new Map<string, PendingEntry[]>();
    if (performance.now() < this.#dueAt) return claimed;
    const { keys, idleMs, atOnce } = this.#options;
    this.#dueAt = performance.now() + Math.min(CLAIM_EVERY_MS, Math.max(50, idleMs / 2));
    for (const key of keys) {
      const entries: PendingEntry[] = [];
      for (const owner of await this.#idleOwners(client, key))
        if (!signal.aborted && entries.length < atOnce)
          entries.push(...(await this.#claimFrom(client, owner, key)));
      if (entries.length > 0) claimed.set(key, entries);
    }
    return claimed;
  }

  async #idleOwners(client: RedisClient, key: string): Promise<string[]> {
    const { group, consumer, idleMs } = this.#options;
    const rows = await client.call('XPENDING', key, group, 'IDLE', idleMs, '-', '+', LOOK_AT);
    const owners = new Set(asArray(rows).map(row => asText(asArray(row)[1])));
    owners.delete(consumer);
    return [...owners];
  }

  async #claimFrom(client: RedisClient, owner: string, key: string): Promise<PendingEntry[]> {
    const { group, consumer, idleMs, atOnce, checkpointOf, reports } = this.#options;
    const fenceKey = checkpointOf(owner);
    // The owner's own flush changes its checkpoint, and so does its heartbeat: then it lives, and what was idle a moment ago may be done.
    const [watch, fence, rows] = await client.pipeline([
      ['WATCH', fenceKey],
      ['HGET', fenceKey, 'fence'],
      ['XPENDING', key, group, 'IDLE', idleMs, '-', '+', atOnce, owner],
    ]);
    if (watch instanceof MillraceError) throw watch;
    if (fence instanceof MillraceError) throw fence;
    if (rows instanceof MillraceError) throw rows;
    const idle = pendingIn(rows!);
    const ids = idle.map(({ id }) => id);
    if (ids.length === 0) {
      await client.call('UNWATCH');
      return [];
    }
    // A consumer that is not a pipeline has no fence, and needs none.
    const mark: Command[] = fence ? [['HSET', fenceKey, 'fence', claimedFence(asText(fence))]] : [];
    const replies = await client.transaction([
      ['XCLAIM', key, group, consumer, idleMs, ...ids, 'JUSTID'],
      ...mark,
    ]);
    const taken = replies?.[0];
    if (taken === undefined) return [];
    if (taken instanceof MillraceError) throw taken;
    const came = new Set(asArray(taken).map(asText));
    // Redis 7 drops entries that no longer exist when they are claimed.
    const missing = ids.filter(id => !came.has(id));
    if (missing.length > 0) await this.#settleMissing(client, key, missing);
    reports.log(`Took over ${came.size} entries of ${key} that ${owner} had left pending.`);
    return idle.filter(({ id }) => came.has(id));
  }

  /** Of what could not be claimed, deleted entries are gaps; those that another took meanwhile are not ours to mind. */
  async #settleMissing(client: RedisClient, key: string, missing: readonly string[]): Promise<void> {
    const { group, reports } = this.#options;
    const replies = await client.pipeline(missing.map(id => ['XRANGE', key, id, id]));
    const deleted = missing.filter(
      (_, index) => Array.isArray(replies[index]) && replies[index].length === 0,
    );
    if (deleted.length === 0) return;
    await client.call('XACK', key, group, ...deleted);
    for (const id of deleted) reports.gap(`entry ${id} of ${key} was deleted while it was pending`);
  }
}
