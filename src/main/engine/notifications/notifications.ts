import type { NotifyChange, NotifyStatus } from '#shared/contract/notifications.ts';
import { addressText } from '#shared/redis/target-text.ts';
import { lackingFlags, sameFlags, unionFlags } from '#shared/redis/notify-flags.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { RedisClient } from '../connections/redis-client.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';
import type { Wanted } from '../pubsub/subscriber.ts';
import {
  isSameServer,
  type NotifyRecord,
  type NotifyRecords,
  type ServerIdentity,
} from './notify-records.ts';
import { acceptedNotifyFlags, readNotifyFlags, readRunId, setNotifyFlags } from './notify-setting.ts';

/**
 * Lends servers the setting that keyspace notifications need: it is set on request, remembered on disk before that, and put back when the last
 * subscription that needs it has left, unless somebody else has changed it meanwhile.
 */
export class Notifications {
  readonly #sessions: PubSubSessions;
  readonly #records: NotifyRecords;
  /** Records this run answers for. The others are of a run that ended without putting them back. */
  readonly #own = new Set<NotifyRecord>();
  readonly #identities = new WeakMap<Connection, ServerIdentity>();
  /** Why a server does not tell, so that it is not asked every few seconds: each refusal stands in its ACL LOG. */
  readonly #refusals = new WeakMap<RedisClient, string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(sessions: PubSubSessions, records: NotifyRecords) {
    this.#sessions = sessions;
    this.#records = records;
  }

  async status(connection: Connection, probe: boolean): Promise<NotifyStatus> {
    const { client } = connection;
    const server = await this.#identify(connection, client);
    const { now, problem } = await this.#read(client);
    const accepted = probe && now !== null ? await acceptedNotifyFlags(client) : null;
    const record = this.#recordOf(server);
    return {
      now,
      problem,
      accepted,
      needed: unionFlags(...this.#users(server).map(({ notify }) => notify)),
      change: record && this.#own.has(record) ? changeOf(record) : null,
      forgetful: this.#records.notKept,
      isCluster: connection.server?.mode === 'cluster',
    };
  }

  /** Asks the server only where something is remembered of it. */
  async leftover(connection: Connection): Promise<NotifyChange | null> {
    if (this.#records.notifyRecords.length === 0) return null;
    const { client } = connection;
    const record = this.#recordOf(await this.#identify(connection, client));
    if (!record || this.#own.has(record)) return null;
    // Where the server has something else by now, there is nothing to put back.
    const now = await readNotifyFlags(client).catch(() => null);
    return now !== null && sameFlags(now, record.set) ? changeOf(record) : null;
  }

  /** @returns what was changed on the server; null when nothing had to be, or should be */
  subscribe(
    connection: Connection,
    wanted: readonly Wanted[],
    flags: string,
    change: boolean,
  ): Promise<{ before: string; after: string } | null> {
    return this.#inTurn(async () => {
      const { client } = connection;
      if (wanted.some(({ name }) => name.length === 0))
        throw new MillraceError('bad-input', 'The name of a channel of notifications is empty.');
      const server = await this.#identify(connection, client);
      const changed = change ? await this.#provide(client, server, flags) : null;
      const session = this.#sessions.of(connection);
      session.subscribe(wanted, flags);
      const record = this.#recordOf(server);
      if (record && !this.#own.has(record)) {
        // An earlier run's change serves us too: from now on it is ours to put back.
        const now = await readNotifyFlags(client).catch(() => null);
        if (now !== null && sameFlags(now, record.set)) this.#own.add(record);
      }
      return changed;
    });
  }

  /** Sets what the subscriptions need; a server that was restarted has lost it. */
  setNeeded(connection: Connection): Promise<void> {
    return this.#inTurn(async () => {
      const server = await this.#identify(connection, connection.client);
      const needed = unionFlags(...this.#users(server).map(({ notify }) => notify));
      await this.#provide(connection.client, server, needed);
    });
  }

  /** Puts the setting back if nothing needs it any more. What cannot be put back now stays remembered, and is offered. */
  async left(connection: Connection, lastClient?: RedisClient): Promise<void> {
    if (this.#own.size === 0) return;
    await this.#inTurn(async () => {
      const server = this.#identities.get(connection) ?? identityOf(connection, null);
      const record = this.#recordOf(server);
      if (!record || !this.#own.has(record) || this.#users(server).length > 0) return;
      await this.#putBackOwn(() => lastClient ?? connection.client, record);
    });
  }

  /** @throws {MillraceError} `conflict` when the server has something else by now; `not-found` when nothing is remembered */
  putBack(connection: Connection): Promise<void> {
    return this.#inTurn(async () => {
      const { client } = connection;
      const record = this.#leftover(await this.#identify(connection, client));
      const now = await readNotifyFlags(client);
      if (sameFlags(now, record.set)) await setNotifyFlags(client, record.before);
      await this.#forget(record);
      if (sameFlags(now, record.set)) return;
      throw new MillraceError(
        'conflict',
        `The server now has "${now}", not the "${record.set}" that Millrace set: somebody changed it, so Millrace leaves it as it is.`,
      );
    });
  }

  keep(connection: Connection): Promise<void> {
    return this.#inTurn(async () =>
      this.#forget(this.#leftover(await this.#identify(connection, connection.client))),
    );
  }

  /** Puts back all that this run changed, before its connections close. */
  async close(): Promise<void> {
    await this.#inTurn(async () => {
      const restored = [...this.#own].map(async record => {
        const connection = this.#sessions.connections.find(connection =>
          isSameServer(this.#identities.get(connection) ?? identityOf(connection, null), record),
        );
        if (connection) await this.#putBackOwn(() => connection.client, record);
      });
      await Promise.all(restored);
    });
  }

  async #read(client: RedisClient): Promise<Pick<NotifyStatus, 'now' | 'problem'>> {
    const refusal = this.#refusals.get(client);
    if (refusal !== undefined) return { now: null, problem: refusal };
    try {
      return { now: await readNotifyFlags(client), problem: null };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#refusals.set(client, error.message);
      return { now: null, problem: error.message };
    }
  }

  /** Makes the server publish what `flags` say. Remembers first, so that a crash in between leaves a trace and never an unknown change. */
  async #provide(
    client: RedisClient,
    server: ServerIdentity,
    flags: string,
  ): Promise<{ before: string; after: string } | null> {
    const now = await readNotifyFlags(client);
    if (lackingFlags(now, flags) === '') return null;
    const known = this.#recordOf(server);
    const wasOwn = known !== undefined && this.#own.has(known);
    const isOurs = known !== undefined && sameFlags(known.set, now);
    const after = unionFlags(now, flags);
    const record: NotifyRecord = {
      ...server,
      before: isOurs ? known.before : now,
      set: after,
      at: isOurs ? known.at : Date.now(),
    };
    await this.#replace(known, record);
    try {
      await setNotifyFlags(client, after);
    } catch (error) {
      // After a cut connection nobody knows whether it was set: then it stays remembered.
      if (isRefusal(error)) await this.#replace(record, isOurs ? known : undefined);
      if (known && !wasOwn) this.#own.delete(known);
      throw error;
    }
    // Servers write flags in their own order, and some leave one out: what is compared later is what the server itself says.
    const set = await readNotifyFlags(client).catch(() => after);
    if (set !== after) await this.#replace(record, { ...record, set });
    return { before: now, after: set };
  }

  async #putBackOwn(client: () => RedisClient, record: NotifyRecord): Promise<void> {
    try {
      const now = await readNotifyFlags(client());
      if (sameFlags(now, record.set)) await setNotifyFlags(client(), record.before);
      await this.#forget(record);
    } catch {
      // Whoever looks at this server next is offered to put it back.
      this.#own.delete(record);
    }
  }

  #forget(record: NotifyRecord): Promise<void> {
    return this.#replace(record, undefined);
  }

  async #replace(old: NotifyRecord | undefined, next: NotifyRecord | undefined): Promise<void> {
    if (old) this.#own.delete(old);
    if (next) this.#own.add(next);
    const others = this.#records.notifyRecords.filter(record => record !== old);
    await this.#records.setNotifyRecords(next ? [...others, next] : others);
  }

  #recordOf(server: ServerIdentity): NotifyRecord | undefined {
    return this.#records.notifyRecords.find(record => isSameServer(record, server));
  }

  #leftover(server: ServerIdentity): NotifyRecord {
    const record = this.#recordOf(server);
    if (record && !this.#own.has(record)) return record;
    throw new MillraceError('not-found', 'Millrace has nothing to put back on this server.');
  }

  /** Subscriptions to this server that need the setting, those of other connections to it included. */
  #users(server: ServerIdentity): { notify: string }[] {
    return this.#sessions.connections
      .filter(connection =>
        isSameServer(this.#identities.get(connection) ?? identityOf(connection, null), server),
      )
      .flatMap(connection => this.#sessions.of(connection).notifying);
  }

  async #identify(connection: Connection, client: RedisClient): Promise<ServerIdentity> {
    const identity = identityOf(connection, await readRunId(client));
    if (!this.#identities.has(connection)) connection.beforeClose(client => this.left(connection, client));
    this.#identities.set(connection, identity);
    return identity;
  }

  /** One after the other: reading, comparing and setting are one step. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => {});
    return done;
  }
}

function identityOf({ target }: Connection, runId: string | null): ServerIdentity {
  return { address: addressText(target.address), runId };
}

function changeOf({ before, set, at }: NotifyRecord): NotifyChange {
  return { before, set, at };
}

/** The server answered, and said no: nothing has changed. */
function isRefusal(error: unknown): error is MillraceError {
  return error instanceof MillraceError && ['denied', 'redis', 'unsupported'].includes(error.code);
}
