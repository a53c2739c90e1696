import type { Plan } from '#shared/pipeline/plan.ts';
import { parseDuration } from '#shared/pipeline/duration.ts';
import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asArray, asText } from '../../connections/replies.ts';
import { checkpointKey, workersKey } from '../checkpoint/checkpoint.ts';
import { claimedFence } from '../checkpoint/fence.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { CatchUp, entriesIn, entriesOf, eventOf, type Entry } from './entries.ts';
import { GroupPlace } from './group-place.ts';
import type { Ledger } from './ledger.ts';
import type { Pinned, Receipts, ReceiptsByKey, Source, SourceReports } from './source.ts';
import { entriesLeft } from './stream-lag.ts';

type Spec = SourceOf<'stream'>;

const ENTRIES_AT_ONCE = 1_000;
const BLOCK_MS = 250;
/** A server that has not answered so much later than it had to is gone, or as good as gone. */
const REPLY_LIMIT_MS = BLOCK_MS + 10_000;
/** What is pending is asked for this often. */
const LOOK_EVERY_MS = 1_000;
/** Entries that others have left are looked for this often, or as often as they can become due. */
const CLAIM_EVERY_MS = 1_000;
const CLAIM_AT_ONCE = 500;
/** What a group's consumer holds, others cannot have: little is read ahead. */
const READ_AHEAD = 2_000;
const IDS_PER_ACK = 1_000;

/**
 * One consumer of a group: its own pending entries first, then new ones, and those that others have left pending for too long. Redis keeps what
 * is pending: an entry counts when the flush that has counted it has acknowledged it. What the checkpoint keeps beside that is for a group that was
 * removed.
 */
export class GroupSource implements Source {
  readonly readAhead = READ_AHEAD;
  readonly workMs: number;
  readonly #plan: Plan;
  readonly #spec: Spec;
  readonly #group: string;
  readonly #consumer: string;
  readonly #link: RedisLink;
  readonly #reports: SourceReports;
  readonly #catchUp = new CatchUp();
  readonly #place: GroupPlace;
  /** What has been counted of each key, as far as this worker knows. */
  readonly #ledgers = new Map<string, Ledger>();
  /** What is to be told to the ledgers when a flush has been written. */
  readonly #written = new WeakMap<ReceiptsByKey, (() => void)[]>();
  readonly #atOnce: number;
  #client: RedisClient | null = null;
  #claimAt = 0;
  #lookAt = 0;

  constructor(
    spec: Spec,
    {
      plan,
      consumer,
      link,
      reports,
    }: { plan: Plan; consumer: string; link: RedisLink; reports: SourceReports },
  ) {
    this.#plan = plan;
    this.#spec = spec;
    this.#group = spec.group!;
    this.#consumer = consumer;
    this.#link = link;
    this.#reports = reports;
    this.#place = new GroupPlace({
      group: this.#group,
      consumer,
      from: spec.from,
      checkpointOf: worker => checkpointKey(plan, worker),
      listKey: workersKey(plan),
      reports,
    });
    this.workMs = spec.work === undefined ? 0 : parseDuration(spec.work);
    // A slow consumer takes what it can do in a second: what it holds, others cannot have.
    this.#atOnce =
      this.workMs === 0
        ? ENTRIES_AT_ONCE
        : Math.max(1, Math.min(ENTRIES_AT_ONCE, Math.floor(1000 / this.workMs)));
  }

  /** Entries are acknowledged by the flush that has counted them, or never. */
  get receipts(): Receipts | undefined {
    if (this.#spec.ack === 'never') return undefined;
    return {
      of: ({ id }) => id,
      settle: acks => this.#acknowledge(acks),
      keep: acks => this.#keep(acks),
      settled: acks => {
        for (const written of this.#written.get(acks) ?? []) written();
      },
    };
  }

  async open(): Promise<Pinned> {
    this.#client = await this.#link.client('group', { replyLimitMs: REPLY_LIMIT_MS });
    const fields: string[] = [];
    for (const key of this.#spec.keys) {
      const ledger = await this.#place.ensure(this.#client, key);
      this.#ledgers.set(key, ledger);
      fields.push(...ledger.fields(key, true));
    }
    return this.#spec.ack === 'never' ? {} : { fields };
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    await this.#readOwn(inbox, signal);
    while (!signal.aborted) {
      await inbox.room(signal);
      if (signal.aborted) return;
      const round = this.#catchUp.begin();
      const claimed = await this.#claim(inbox, signal);
      await this.#look();
      const reply = await this.#call(
        this.#spec.keys.map(() => '>'),
        BLOCK_MS,
      );
      // Put even when it is over: they are ours now, and pending until they count.
      this.#put(inbox, [...entriesOf(reply)], true);
      this.#catchUp.end(round, reply === null && claimed === 0, this.#newest());
    }
  }

  catchUp(): Promise<void> {
    return this.#catchUp.wait(this.#link, this.#spec.keys);
  }

  lag(client: RedisClient): Promise<number | null> {
    return entriesLeft(client, this.#spec.keys, this.#group);
  }

  close(): void {
    this.#client?.close('the source was closed');
  }

  #acknowledge(acks: ReceiptsByKey): Command[] {
    const commands: Command[] = [];
    for (const [key, ids] of acks) {
      for (let index = 0; index < ids.length; index += IDS_PER_ACK)
        commands.push(['XACK', key, this.#group, ...ids.slice(index, index + IDS_PER_ACK)]);
    }
    return commands;
  }

  #keep(acks: ReceiptsByKey): string[] {
    const written: (() => void)[] = [];
    const fields: string[] = [];
    for (const [key, ids] of acks) {
      const ledger = this.#ledgers.get(key)!;
      written.push(ledger.count(ids as string[]));
      fields.push(...ledger.fields(key));
    }
    this.#written.set(acks, written);
    return fields;
  }

  /** Of each key, the newest entry that was new to the group: what came before it has been given to somebody. */
  #newest(): Map<string, string> {
    return new Map(
      [...this.#ledgers].flatMap(([key, { newest }]) => (newest === null ? [] : [[key, newest]])),
    );
  }

  /** Asks now and then what is pending: what is known of the group stays short. */
  async #look(): Promise<void> {
    if (this.#spec.ack === 'never' || performance.now() < this.#lookAt) return;
    this.#lookAt = performance.now() + LOOK_EVERY_MS;
    for (const [key, ledger] of this.#ledgers)
      if (ledger.newest !== null) await this.#place.look(this.#client!, key, ledger, ledger.newest);
  }

  /** What this consumer had been given before and had not acknowledged. */
  async #readOwn(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const from = new Map(this.#spec.keys.map(key => [key, '0']));
    while (from.size > 0 && !signal.aborted) {
      await inbox.room(signal);
      const keys = [...from.keys()];
      const found = [...entriesOf(await this.#call([...from.values()], null, keys))];
      for (const key of keys) {
        const last = found.findLast(entry => entry.key === key);
        if (last) from.set(key, last.id);
        else from.delete(key);
      }
      this.#put(inbox, found, false);
    }
  }

  #call(ids: string[], blockMs: number | null, keys: readonly string[] = this.#spec.keys): Promise<Reply> {
    const block = blockMs === null ? [] : ['BLOCK', blockMs];
    const count = ['COUNT', this.#atOnce];
    return this.#client!.call(
      'XREADGROUP',
      'GROUP',
      this.#group,
      this.#consumer,
      ...count,
      ...block,
      'STREAMS',
      ...keys,
      ...ids,
    );
  }

  /** @param isNew new to the group: nothing lies between them */
  #put(inbox: Inbox, entries: readonly Entry[], isNew: boolean): void {
    for (const [key, ledger] of this.#ledgers) {
      const ids = entries.filter(entry => entry.key === key).map(({ id }) => id);
      ledger.delivered(ids, isNew);
    }
    for (const { key, id, fields } of entries) {
      if (fields === null) this.#reports.gap(`entry ${id} of ${key} was deleted while it was pending`);
      inbox.put(eventOf(key, id, fields, this.#spec.payloadField));
    }
  }

  /**
   * Takes over what others have left pending for longer than `claimIdle`. In the transaction that claims, the former owner's fence is marked: should it
   * wake up again, it can no longer count them, and reads again what it still holds.
   *
   * @returns how many entries were claimed
   */
  async #claim(inbox: Inbox, signal: AbortSignal): Promise<number> {
    if (this.#spec.claimIdle === undefined || performance.now() < this.#claimAt) return 0;
    const idleMs = parseDuration(this.#spec.claimIdle);
    this.#claimAt = performance.now() + Math.min(CLAIM_EVERY_MS, Math.max(50, idleMs / 2));
    let claimed = 0;
    for (const key of this.#spec.keys) {
      for (const owner of await this.#idleOwners(key, idleMs)) {
        if (signal.aborted) return claimed;
        claimed += await this.#claimFrom(owner, key, idleMs, inbox);
      }
    }
    return claimed;
  }

  async #idleOwners(key: string, idleMs: number): Promise<string[]> {
    const rows = asArray(
      await this.#client!.call('XPENDING', key, this.#group, 'IDLE', idleMs, '-', '+', CLAIM_AT_ONCE),
    );
    const owners = new Set(rows.map(row => asText(asArray(row)[1])));
    owners.delete(this.#consumer);
    return [...owners];
  }

  async #claimFrom(owner: string, key: string, idleMs: number, inbox: Inbox): Promise<number> {
    const client = this.#client!;
    const fenceKey = checkpointKey(this.#plan, owner);
    // The owner's own flush changes its checkpoint: then it lives, and what was idle a moment ago may be done.
    const [watch, fence, rows] = await client.pipeline([
      ['WATCH', fenceKey],
      ['HGET', fenceKey, 'fence'],
      ['XPENDING', key, this.#group, 'IDLE', idleMs, '-', '+', CLAIM_AT_ONCE, owner],
    ]);
    if (watch instanceof MillraceError) throw watch;
    if (fence instanceof MillraceError) throw fence;
    if (rows instanceof MillraceError) throw rows;
    const ids = asArray(rows).map(row => asText(asArray(row)[0]));
    if (ids.length === 0) {
      await client.call('UNWATCH');
      return 0;
    }
    // A consumer that is no pipeline has no fence, and needs none.
    const mark: Command[] = fence ? [['HSET', fenceKey, 'fence', claimedFence(asText(fence))]] : [];
    const replies = await client.transaction([
      ['XCLAIM', key, this.#group, this.#consumer, idleMs, ...ids],
      ...mark,
    ]);
    const taken = replies?.[0];
    if (taken === undefined) return 0;
    if (taken instanceof MillraceError) throw taken;
    const entries = [...entriesIn(key, asArray(taken))];
    this.#put(inbox, entries, false);
    // Redis 7 drops entries that no longer exist when they are claimed; before, they stay pending and come as nothing.
    const missing = ids.length - entries.length;
    if (missing > 0) await this.#settleMissing(key, ids, entries);
    this.#reports.log(`Took over ${entries.length} entries of ${key} that ${owner} had left pending.`);
    return entries.length;
  }

  /** Claimed ids that came without an entry: deleted ones are gaps, those that another took meanwhile are not ours to mind. */
  async #settleMissing(key: string, ids: string[], entries: readonly Entry[]): Promise<void> {
    const came = new Set(entries.map(({ id }) => id));
    const missing = ids.filter(id => !came.has(id));
    const replies = await this.#client!.pipeline(missing.map(id => ['XRANGE', key, id, id]));
    const deleted = missing.filter(
      (_, index) => Array.isArray(replies[index]) && replies[index].length === 0,
    );
    if (deleted.length === 0) return;
    await this.#client!.call('XACK', key, this.#group, ...deleted);
    for (const id of deleted) this.#reports.gap(`entry ${id} of ${key} was deleted while it was pending`);
  }
}
