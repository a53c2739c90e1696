import type { ConnectionState, Health, ServerFacts } from '#shared/contract/connections.ts';
import type { Target } from '#shared/redis/target.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { unknownHealth } from '#shared/unknown-health.ts';
import { Changes, pause } from '../changes.ts';
import { backOffMs } from './back-off.ts';
import { accessTo, type ConnectionSecrets, type RedisAccess } from './connection-secrets.ts';
import { HealthProbe } from './health.ts';
import { RedisClient, type Argument, type Command, type OpenOptions, type Reply } from './redis-client.ts';
import { readServerFacts, roleOf } from './server-facts.ts';
import { WireConnection } from './wire-connection.ts';

const LAST_WORDS_MS = 1_500;
/** A connection that lived less has not come back: the wait for the next attempt goes on growing. */
const STEADY_MS = 5_000;

export interface ConnectionOptions {
  id: string;
  target: Target;
  /** Asked at every attempt, so that a password changed meanwhile is used. */
  secrets: () => Promise<ConnectionSecrets>;
  /** Why it does not connect until it is told to (`retry`). */
  held?: string | undefined;
}

/**
 * A connection to one server that stays: it reconnects with back-off until it is closed, and knows its state, the server and its health.
 * Commands go to the live client or fail at once; nothing is queued over a loss and nothing is sent twice.
 */
export class Connection {
  readonly id: string;
  readonly target: Target;
  /** Of state, server and health. */
  readonly changes = new Changes();
  readonly #secrets: ConnectionOptions['secrets'];
  readonly #ended = new AbortController();
  readonly #lastWords = new Set<(client: RedisClient) => Promise<void>>();
  #state: ConnectionState = { state: 'connecting', attempt: 1 };
  #client: RedisClient | undefined;
  #server: ServerFacts | null = null;
  #health: Health = unknownHealth;
  #retryNow = () => {};
  #closed: Promise<void> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.target = options.target;
    this.#secrets = options.secrets;
    void this.#run(options.held);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Null until the first successful connect; kept over a loss. */
  get server(): ServerFacts | null {
    return this.#server;
  }

  get health(): Health {
    return this.#health;
  }

  /**
   * The live client, for several commands that belong together.
   *
   * @throws {MillraceError} `not-connected`
   */
  get client(): RedisClient {
    if (this.#client && !this.#client.closed) return this.#client;
    const why = 'reason' in this.#state ? `: ${this.#state.reason}` : '.';
    throw new MillraceError('not-connected', `There is no connection to the server${why}`);
  }

  /** One command on the shared client. Never a blocking one: those need `dedicated`. */
  async call(name: string, ...args: Argument[]): Promise<Reply> {
    return this.client.call(name, ...args);
  }

  async pipeline(commands: readonly Command[]): Promise<(Reply | MillraceError)[]> {
    return this.client.pipeline(commands);
  }

  /** How its server is reached, with what is secret. @throws {MillraceError} `connect-failed` when a part of that is gone */
  async access(): Promise<RedisAccess> {
    return accessTo(this.target, await this.#secrets());
  }

  /**
   * A client of the caller's own, for blocking reads, subscriptions, WATCH and everything that changes a connection's mode. It does not
   * reconnect; the caller closes it, and it is closed with the connection.
   */
  async dedicated(options: Omit<OpenOptions, 'password'>): Promise<RedisClient> {
    const { target, password } = await this.access();
    const client = await RedisClient.open(target, { ...options, password });
    await this.#readAsReplica(client);
    const close = () => client.close('the connection was closed');
    if (this.#ended.signal.aborted) close();
    this.#ended.signal.addEventListener('abort', close, { once: true });
    client.onClose(() => this.#ended.signal.removeEventListener('abort', close));
    return client;
  }

  /** A connection of the caller's own that sends what no library would; closed like a `dedicated` one. */
  async wire(): Promise<WireConnection> {
    return this.own(({ target, password }, ended) => WireConnection.open(target, password, ended));
  }

  /** Another kind of connection of the caller's own. @param open told with a signal that ends it with this one */
  async own<T>(open: (access: RedisAccess, ended: AbortSignal) => Promise<T>): Promise<T> {
    return open(await this.access(), this.#ended.signal);
  }

  /** Resolves when it is ready; throws what ended it when it is closed or failed for good, or when the signal aborts. */
  async ready(signal?: AbortSignal): Promise<void> {
    for (;;) {
      if (this.#state.state === 'ready') return;
      if (this.#state.state === 'closed')
        throw new MillraceError('not-connected', 'The connection was closed.');
      if (this.#state.state === 'failed') throw new MillraceError('connect-failed', this.#state.reason);
      signal?.throwIfAborted();
      await new Promise<void>(resolve => {
        const unsubscribe = this.changes.subscribe(finish);
        signal?.addEventListener('abort', finish, { once: true });
        function finish() {
          unsubscribe();
          signal?.removeEventListener('abort', finish);
          resolve();
        }
      });
    }
  }

  /** Ends the wait for the next attempt. */
  retry(): void {
    this.#retryNow();
  }

  /** Has something done with the live client before it closes, for at most `LAST_WORDS_MS`; not at all when there is none then. */
  beforeClose(task: (client: RedisClient) => Promise<void>): void {
    this.#lastWords.add(task);
  }

  /** Ends it. What was to be done before goes on for a moment, see `closed`; all else is refused at once. */
  close(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#ended.abort();
    this.#set({ state: 'closed' });
    if (client) this.#closed = this.#sayLastWords(client);
  }

  /** After `close`: resolves when nothing of it is left. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  async #sayLastWords(client: RedisClient): Promise<void> {
    if (!client.closed && this.#lastWords.size > 0) {
      const tasks = [...this.#lastWords].map(task => task(client));
      await Promise.race([Promise.allSettled(tasks), pause(LAST_WORDS_MS)]);
    }
    client.close('the connection was closed');
  }

  async #run(held: string | undefined): Promise<void> {
    const { signal } = this.#ended;
    let attempt = 1;
    let why: Extract<ConnectionState, { state: 'lost' | 'failed' }> | undefined;
    if (held !== undefined) {
      this.#set({ state: 'failed', since: Date.now(), reason: held });
      await this.#waitForRetry(Infinity, signal);
    }
    while (!signal.aborted) {
      this.#set({ state: 'connecting', attempt });
      try {
        const { target, password } = await this.access();
        const client = await RedisClient.open(target, { purpose: 'main', password, signal });
        const openedAt = performance.now();
        const reason = await this.#live(client);
        if (performance.now() - openedAt >= STEADY_MS) attempt = 1;
        why = { state: 'lost', since: Date.now(), reason, attempt, retryAt: 0 };
      } catch (error) {
        const since = why?.since ?? Date.now();
        const reason = error instanceof Error ? error.message : String(error);
        const final = error instanceof MillraceError && error.detail?.final === true;
        why = final
          ? { state: 'failed', since, reason }
          : { state: 'lost', since, reason, attempt, retryAt: 0 };
      }
      if (signal.aborted) return;
      const delay = why.state === 'failed' ? Infinity : backOffMs(attempt);
      this.#set(why.state === 'failed' ? why : { ...why, attempt, retryAt: Date.now() + delay });
      await this.#waitForRetry(delay, signal);
      attempt++;
    }
  }

  /** Serves with a live client until it closes; returns the reason. */
  async #live(client: RedisClient): Promise<string> {
    const closed = new Promise<string>(resolve => client.onClose(resolve));
    this.#client = client;
    if (this.#ended.signal.aborted) client.close('the connection was closed');
    try {
      this.#server = await readServerFacts(client, this.#server);
      await this.#readAsReplica(client);
      // What a person looks at is not in use for that: https://redis.io/docs/latest/commands/client-no-touch/ (7.2)
      void client.call('CLIENT', 'NO-TOUCH', 'ON').catch(() => {});
    } catch (error) {
      client.close((error as Error).message);
      return closed;
    }
    this.#set({ state: 'ready', since: Date.now() });
    const probe = new HealthProbe(
      client,
      health => {
        this.#health = health;
        this.changes.notify();
      },
      info => void this.#followRole(client, info),
    );
    const reason = await closed;
    probe.stop();
    this.#health = unknownHealth;
    return reason;
  }

  /** A server may change its role while it is connected to: a fail-over closes nothing. */
  async #followRole(client: RedisClient, info: ReadonlyMap<string, string>): Promise<void> {
    const server = this.#server!;
    const now = roleOf(info, server);
    if (now.role === server.role && now.replica?.of === server.replica?.of) return;
    // In a cluster, slots move with it.
    const facts = await readServerFacts(client, server).catch(() => null);
    if (facts === null || client.closed) return;
    this.#server = facts;
    this.changes.notify();
    await this.#readAsReplica(client);
  }

  /** A replica in a cluster sends readers to its primary until they say that they read here: https://redis.io/docs/latest/commands/readonly/ */
  async #readAsReplica(client: RedisClient): Promise<void> {
    if (this.#server?.cluster && this.#server.replica) await client.call('READONLY').catch(() => {});
  }

  async #waitForRetry(delayMs: number, signal: AbortSignal): Promise<void> {
    const wake = new AbortController();
    this.#retryNow = () => wake.abort();
    const end = () => wake.abort();
    signal.addEventListener('abort', end, { once: true });
    if (delayMs === Infinity) {
      await new Promise<void>(resolve =>
        wake.signal.addEventListener('abort', () => resolve(), { once: true }),
      );
    } else {
      await pause(delayMs, wake.signal);
    }
    signal.removeEventListener('abort', end);
    this.#retryNow = () => {};
  }

  #set(state: ConnectionState): void {
    if (this.#state.state === 'closed') return;
    this.#state = state;
    this.changes.notify();
  }
}
