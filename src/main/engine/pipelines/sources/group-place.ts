import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asArray, asMap, asText } from '../../connections/replies.ts';
import { WORKER } from '../checkpoint/checkpoint.ts';
import { claimedFence } from '../checkpoint/fence.ts';
import { entriesIn, startOf } from './entries.ts';
import {
  countedBy,
  deliveredUpTo,
  isAfter,
  Ledger,
  MAX_PENDING,
  readCounted,
  type CountedEntries,
} from './ledger.ts';
import type { SourceReports } from './source.ts';

const ENTRIES_AT_ONCE = 1_000;

export interface GroupPlaceOptions {
  group: string;
  consumer: string;
  /** Where a group begins that nobody has read with: "0", "$" or an id. */
  from: string;
  /** The key of the checkpoint of a worker. */
  checkpointOf: (worker: string) => string;
  /** The hash in which the workers of the pipeline are listed. */
  listKey: string;
  reports: SourceReports;
}

/**
 * Where a group stands in its streams. One that was removed is made again where it stood: what had not been counted is pending again, with the
 * worker that makes it, and everything else is not delivered again. The workers' checkpoints say what they have counted.
 */
export class GroupPlace {
  readonly #options: GroupPlaceOptions;

  constructor(options: GroupPlaceOptions) {
    this.#options = options;
  }

  /** Sees to it that the group exists. @returns what has been counted of the stream */
  async ensure(client: RedisClient, key: string): Promise<Ledger> {
    const { listKey, consumer } = this.#options;
    await client.call('HSETNX', listKey, WORKER + consumer, '');
    for (;;) {
      const delivered = await this.#lastDelivered(client, key);
      if (delivered !== null) {
        const ledger = new Ledger(await this.#countedBefore(client, key, delivered));
        await this.look(client, key, ledger, delivered);
        return ledger;
      }
      await this.#make(client, key);
    }
  }

  /** Asks the group what is pending. @param delivered everything up to it has been given to somebody */
  async look(client: RedisClient, key: string, ledger: Ledger, delivered: string): Promise<void> {
    const forget = ledger.mark();
    const rows = await client.call('XPENDING', key, this.#options.group, '-', '+', MAX_PENDING);
    ledger.learn(
      delivered,
      asArray(rows).map(row => asText(asArray(row)[0])),
      forget,
    );
  }

  /**
   * What this worker's checkpoint says it has counted. What it has counted beyond the entries that `look` asks for is known to nobody else.
   *
   * @param delivered what the group has given to anybody: a checkpoint that knows of more is of another stream, or the group was set back by hand
   */
  async #countedBefore(
    client: RedisClient,
    key: string,
    delivered: string,
  ): Promise<CountedEntries | undefined> {
    const { consumer, checkpointOf, group } = this.#options;
    const fields = await client.call('HMGET', checkpointOf(consumer), ...ledgerFields(group, key));
    const [seen = null, counted = null] = asArray(fields).map(value => value && asText(value));
    const before = readCounted(seen, counted);
    return before && !isAfter(before.upTo, delivered) ? before : undefined;
  }

  async #lastDelivered(client: RedisClient, key: string): Promise<string | null> {
    const groups = await client.call('XINFO', 'GROUPS', key).catch((error: unknown) => {
      if (error instanceof MillraceError && /no such key/i.test(String(error.detail?.reply))) return [];
      throw error;
    });
    const found = asArray(groups)
      .map(asMap)
      .find(fields => asText(fields.get('name')) === this.#options.group);
    return found ? asText(found.get('last-delivered-id')) : null;
  }

  /** In one transaction with a mark on every other worker, which then reads again what it has and drops what it has not counted. */
  async #make(client: RedisClient, key: string): Promise<void> {
    const { group, consumer, from, checkpointOf, listKey, reports } = this.#options;
    const workers = asArray(await client.call('HKEYS', listKey))
      .map(asText)
      .filter(field => field.startsWith(WORKER))
      .map(field => field.slice(WORKER.length));
    const checkpoints = workers.map(checkpointOf);
    const replies = await client.pipeline([
      ['WATCH', ...checkpoints],
      ...checkpoints.map((checkpoint): Command => [
        'HMGET',
        checkpoint,
        'fence',
        ...ledgerFields(group, key),
      ]),
    ]);
    const [, ...found] = replies.map(reply => {
      if (reply instanceof MillraceError) throw reply;
      return reply;
    });
    const states = found.map(state => (state as Reply[]).map(value => value && asText(value)));
    const known = states
      .map(([, seen, counted]) => readCounted(seen ?? null, counted ?? null))
      .filter(entries => entries !== null);

    const last = deliveredUpTo(known);
    const isAnew = last !== null && isAfter(last, await startOf(client, key, '$'));
    if (isAnew) reports.gap(`the stream ${key} was removed: entries that had not been read are lost`);
    const start = last === null || isAnew ? await startOf(client, key, isAnew ? '0' : from) : last;
    const left = last === null || isAnew ? [] : await uncounted(client, key, known, last);
    const marks = states.flatMap(([fence], index): Command[] =>
      fence && workers[index] !== consumer
        ? [['HSET', checkpoints[index]!, 'fence', claimedFence(fence)]]
        : [],
    );
    const claims: Command[] = [];
    for (let index = 0; index < left.length; index += ENTRIES_AT_ONCE)
      claims.push([
        'XCLAIM',
        key,
        group,
        consumer,
        0,
        ...left.slice(index, index + ENTRIES_AT_ONCE),
        'FORCE',
        'JUSTID',
      ]);
    const made = await client.transaction([
      ['XGROUP', 'CREATE', key, group, start, 'MKSTREAM'],
      ...claims,
      ...marks,
    ]);
    // Another worker may have made it meanwhile, to the same effect.
    const refused = made?.find(reply => reply instanceof MillraceError && reply.detail?.code !== 'BUSYGROUP');
    if (refused) throw refused;
    if (!made || last === null) return;
    const claimed = made
      .slice(1, 1 + claims.length)
      .reduce<number>((sum, ids) => sum + (ids as Reply[]).length, 0);
    reports.log(
      `The group ${group} of ${key} had been removed. It was made again at ${start}, with ${claimed} entries that had not been counted.`,
    );
    if (claimed < left.length)
      reports.gap(`${left.length - claimed} entries of ${key} were deleted before they were counted`);
  }
}

/** Under which the checkpoint keeps what was counted: another group has counted something else. */
export function ledgerName(group: string, key: string): string {
  return `${group}:${key}`;
}

const ledgerFields = (group: string, key: string) =>
  ['seen', 'counted'].map(field => `${field}:${ledgerName(group, key)}`);

/** Entries up to `last` that nobody has counted. */
async function uncounted(
  client: RedisClient,
  key: string,
  known: readonly CountedEntries[],
  last: string,
): Promise<string[]> {
  const seen = known.reduce((most, entries) => (isAfter(entries.upTo, most.upTo) ? entries : most));
  const ids = [...seen.pending];
  for (let from = `(${seen.upTo}`; ;) {
    const reply = await client.call('XRANGE', key, from, last, 'COUNT', ENTRIES_AT_ONCE);
    const some = [...entriesIn(key, asArray(reply))].map(({ id }) => id);
    ids.push(...some);
    if (some.length < ENTRIES_AT_ONCE) break;
    from = `(${some.at(-1)}`;
  }
  const isCounted = countedBy(known);
  return ids.filter(id => !isCounted(id));
}
