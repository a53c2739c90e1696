import type { Plan } from '#shared/pipeline/plan.ts';
import { parseDuration } from '#shared/pipeline/duration.ts';
import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { checkpointKey, workersKey } from '../checkpoint/checkpoint.ts';
import type { SourceEvent } from '../events/event.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { Claims } from './claims.ts';
import { CatchUp, entriesOf, eventOf, type Entry } from './entries.ts';
import { Heartbeat } from './heartbeat.ts';
import { GroupPlace, ledgerName } from './group-place.ts';
import { Idleness } from './idleness.ts';
import type { Ledger } from './ledger.ts';
import { isBeyond, Redelivery, triage, type PendingEntry } from './redelivery.ts';
import type { Pinned, Receipts, ReceiptsByKey, Source, SourceReports } from './source.ts';
import { entriesLeft } from './stream-lag.ts';

type Spec = SourceOf<'stream'>;

const ENTRIES_AT_ONCE = 1_000;
/** The same of what is given again. */
const AGAIN_AT_ONCE = 500;
const BLOCK_MS = 250;
/** What is pending is asked for this often. */
const LOOK_EVERY_MS = 1_000;
/** So often before others may claim what it holds, a worker shows that it is alive. */
const BEATS = 3;
/** What a group's consumer holds, others cannot have: little is read ahead. */
const READ_AHEAD = 2_000;
const IDS_PER_ACK = 1_000;

/**
 * One consumer of a group: its own pending entries first, then new ones, and those that others have left pending for too long. Redis keeps what
 * is pending: an entry counts when the flush that has counted it has acknowledged it. What the checkpoint keeps beside that is for a group that was
 * removed.
 */
export class GroupSource implements Source {
  readonly readAhead: number;
  readonly workMs: number;
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
  readonly #claims: Claims | null;
  readonly #redelivery: Redelivery;
  /** So often an entry may be delivered. */
  readonly #deliveryLimit: number;
  readonly #heartbeat: Heartbeat | null;
  /** What was delivered and does not count yet. */
  readonly #held = new Map<string, Set<string>>();
  #wakeFromSettling = () => {};
  #client: RedisClient | null = null;
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
    this.#spec = spec;
    this.#group = spec.group!;
    this.#consumer = consumer;
    this.#link = link;
    this.#reports = reports;
    const { keys, claimIdle, work } = spec;
    const checkpointOf = (worker: string) => checkpointKey(plan, worker);
    const common = { group: this.#group, consumer, checkpointOf, reports };
    this.#place = new GroupPlace({ ...common, from: spec.from, listKey: workersKey(plan) });
    const idleMs = claimIdle === undefined ? null : parseDuration(claimIdle);
    this.#deliveryLimit = plan.limits.deliveries ?? Infinity;
    this.#heartbeat =
      idleMs === null
        ? null
        : new Heartbeat({
            link,
            group: this.#group,
            consumer,
            checkpointKey: checkpointOf(consumer),
            everyMs: idleMs / BEATS,
            held: this.#held,
          });
    this.workMs = work === undefined ? 0 : parseDuration(work);
    // A slow consumer takes what it can do in a second, and before others may claim it: what it holds, they cannot have.
    const withinMs = Math.min(1_000, idleMs ?? Infinity);
    this.#atOnce =
      this.workMs === 0
        ? ENTRIES_AT_ONCE
        : Math.max(1, Math.min(ENTRIES_AT_ONCE, Math.floor(withinMs / this.workMs)));
    this.readAhead = this.workMs === 0 ? READ_AHEAD : this.#atOnce;
    const atOnce = Math.min(AGAIN_AT_ONCE, this.#atOnce);
    this.#claims = idleMs === null ? null : new Claims({ ...common, keys, idleMs, atOnce });
    this.#redelivery = new Redelivery({
      group: this.#group,
      consumer,
      checkpoint: checkpointOf(consumer),
      atOnce,
    });
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
        for (const [key, ids] of acks) for (const id of ids) this.#held.get(key)?.delete(id as string);
        this.#wakeFromSettling();
      },
    };
  }

  async open(): Promise<Pinned> {
    this.#client = await this.#link.listener('group', BLOCK_MS);
    const fields: string[] = [];
    for (const key of this.#spec.keys) {
      const ledger = await this.#place.ensure(this.#client, key);
      this.#ledgers.set(key, ledger);
      this.#held.set(key, new Set());
      fields.push(...ledger.fields(ledgerName(this.#group, key), true));
    }
    return this.#spec.ack === 'never' ? {} : { fields };
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#heartbeat?.start();
    await this.#readOwn(inbox, signal);
    const idleness = new Idleness(this.#spec.keys);
    while (!signal.aborted) {
      await inbox.room(signal);
      if (signal.aborted) return;
      const round = this.#catchUp.begin();
      const claimed = (await this.#claims?.take(this.#client!, signal)) ?? new Map<string, PendingEntry[]>();
      for (const [key, pending] of claimed) await this.#redeliver(inbox, signal, { key, pending, row: null });
      await this.#look();
      const reply = await this.#readNew();
      // Put even when it is over: they are ours now, and pending until they count.
      const entries = [...entriesOf(reply)];
      this.#note(entries, true);
      this.#give(inbox, entries);
      idleness.read(inbox, new Set(entries.map(({ key }) => key)));
      this.#catchUp.end(round, reply === null && claimed.size === 0, this.#newest());
    }
  }

  catchUp(): Promise<void> {
    return this.#catchUp.wait(this.#link, this.#spec.keys);
  }

  lag(client: RedisClient): Promise<number | null> {
    return entriesLeft(client, this.#spec.keys, this.#group);
  }

  close(): void {
    this.#heartbeat?.stop();
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
      fields.push(...ledger.fields(ledgerName(this.#group, key)));
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
    for (const key of this.#spec.keys) {
      for (let after: string | null = null; !signal.aborted;) {
        await inbox.room(signal);
        const pending: PendingEntry[] = await this.#redelivery.pending(this.#client!, key, after);
        if (pending.length === 0) break;
        await this.#redeliver(inbox, signal, { key, pending, row: { after } });
        after = pending.at(-1)!.id;
      }
    }
  }

  /**
   * Delivers what is pending with this consumer: at last one by one, so that what ends a worker takes nothing else with it.
   *
   * @param row they follow one another in what is pending, after this id; null for what was taken over
   */
  async #redeliver(
    inbox: Inbox,
    signal: AbortSignal,
    {
      key,
      pending,
      row,
    }: { key: string; pending: readonly PendingEntry[]; row: { after: string | null } | null },
  ): Promise<void> {
    // All of it is ours from now on, and renewed until it counts.
    this.#note(
      pending.map(({ id }) => ({ key, id })),
      false,
    );
    const { together, alone } = triage(pending, this.#deliveryLimit);
    const deliver = async (some: readonly PendingEntry[], isAlone: boolean) => {
      if (some.length === 0) return;
      const ids = some.map(({ id }) => id);
      const entries =
        row && alone.length === 0
          ? await this.#redelivery.deliverRow(this.#client!, key, row.after, ids)
          : await this.#redelivery.deliver(this.#client!, key, ids);
      const deliveries = new Map(some.map(entry => [entry.id, entry.deliveries + 1]));
      this.#give(inbox, entries, event => {
        event.deliveries = deliveries.get(event.id!)!;
        event.claimed = row === null;
        event.alone = isAlone;
        if (isBeyond(event.deliveries, this.#deliveryLimit))
          event.unreadable = {
            reason: `delivered ${event.deliveries} times, and limits.deliveries is ${this.#deliveryLimit}`,
            path: ['limits', 'deliveries'],
          };
      });
      const came = new Set(entries.map(({ id }) => id));
      for (const { id } of some) if (!came.has(id)) this.#held.get(key)!.delete(id);
    };
    await deliver(together, false);
    for (const entry of alone) {
      if (signal.aborted) return;
      await deliver([entry], true);
      await this.#settled(key, entry.id, signal);
    }
  }

  /** Returns when the entry counts, or when `signal` aborts. */
  async #settled(key: string, id: string, signal: AbortSignal): Promise<void> {
    while (this.#held.get(key)!.has(id) && !signal.aborted) {
      await new Promise<void>(resolve => {
        this.#wakeFromSettling = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  #readNew(): Promise<Reply> {
    const { keys } = this.#spec;
    return this.#client!.call(
      'XREADGROUP',
      'GROUP',
      this.#group,
      this.#consumer,
      'COUNT',
      this.#atOnce,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      ...keys,
      ...keys.map(() => '>'),
    );
  }

  #give(inbox: Inbox, entries: readonly Entry[], shape: (event: SourceEvent) => void = () => {}): void {
    for (const { key, id, fields } of entries) {
      if (fields === null) this.#reports.gap(`entry ${id} of ${key} was deleted while it was pending`);
      const event = eventOf(key, id, fields, this.#spec.payloadField);
      shape(event);
      inbox.put(event);
    }
  }

  /** @param isNew they are new to the group, so that nothing lies between them */
  #note(entries: readonly Pick<Entry, 'key' | 'id'>[], isNew: boolean): void {
    // What is never acknowledged stays pending, whatever becomes of it here.
    if (this.#spec.ack === 'never') return;
    for (const [key, ledger] of this.#ledgers) {
      const ids = entries.filter(entry => entry.key === key).map(({ id }) => id);
      ledger.delivered(ids, isNew);
      const held = this.#held.get(key)!;
      for (const id of ids) held.add(id);
    }
  }
}
