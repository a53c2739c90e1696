import { MillraceError } from '#shared/rpc/errors.ts';
import type { SubscriptionKind } from '#shared/contract/pubsub.ts';
import { pause } from '../changes.ts';
import { backOffMs } from '../connections/back-off.ts';
import type { Connection } from '../connections/connection.ts';
import type { MessageListener } from '../connections/message-cutter.ts';
import type { RedisClient } from '../connections/redis-client.ts';
import { asText } from '../connections/replies.ts';
import { CutOffDetector } from './cut-off.ts';

/** A subscription as it is asked for: names are bytes, and stay bytes over a reconnection. */
export interface Wanted {
  kind: SubscriptionKind;
  name: Buffer;
}

export interface SubscriberEvents extends MessageListener {
  /** The server confirmed a subscription, or refused it. */
  confirmed: (wanted: Wanted) => void;
  refused: (wanted: Wanted, reason: string) => void;
  /** All that was wanted is subscribed (or refused): messages arrive from here on. */
  connected: () => void;
  /** The subscriber connection is gone; messages are missed until `connected`. */
  lost: (reason: string) => void;
}

const commands = {
  channel: ['subscribe', 'unsubscribe'],
  pattern: ['psubscribe', 'punsubscribe'],
  shard: ['ssubscribe', 'sunsubscribe'],
} as const;

const kinds = Object.keys(commands) as SubscriptionKind[];

/** Names in one command: a server is busy with so many for about a millisecond. */
const NAMES_AT_ONCE = 1_000;

const PING_EVERY_MS = 5_000;
const SILENT_MS = 15_000;

/**
 * Keeps a set of subscriptions alive on a connection of its own: subscribes them, subscribes them again from our own bytes after a loss,
 * and says what happened. It is connected only while something is wanted.
 */
export class Subscriber {
  readonly #connection: Connection;
  readonly #events: SubscriberEvents;
  readonly #cutOff: CutOffDetector;
  readonly #wanted = new Map<string, Wanted>();
  readonly #ended = new AbortController();
  #client: RedisClient | undefined;
  #clientId: string | undefined;
  #running = false;

  constructor(connection: Connection, events: SubscriberEvents) {
    this.#connection = connection;
    this.#events = events;
    this.#cutOff = new CutOffDetector(connection);
  }

  /** Something is to be heard by it. */
  get isWanted(): boolean {
    return this.#wanted.size > 0;
  }

  /** What the server calls its connection; undefined without one, or where CLIENT ID is not allowed. */
  get clientId(): string | undefined {
    return this.#clientId;
  }

  /** Adds subscriptions; `confirmed` or `refused` tells the outcome of each. Wanting one twice changes nothing. */
  add(wanted: readonly Wanted[]): void {
    const added = wanted.filter(one => !this.#wanted.has(keyOf(one)));
    for (const one of added) this.#wanted.set(keyOf(one), one);
    if (this.#client) void this.#subscribeAll(this.#client, added);
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
  }

  /** Resolves when the server has confirmed, or there is no connection that could still deliver it. */
  async remove(wanted: readonly Wanted[]): Promise<void> {
    for (const one of wanted) this.#wanted.delete(keyOf(one));
    const client = this.#client;
    if (!client) return;
    if (this.#wanted.size === 0) client.close('nothing is subscribed any more');
    else
      await Promise.all(
        inCommands(wanted).map(({ kind, some }) =>
          client.send([commands[kind][1], ...some.map(({ name }) => name)]).catch(() => {}),
        ),
      );
  }

  close(): void {
    this.#ended.abort();
    this.#client?.close('closed');
  }

  /** Connects again and again as long as something is wanted. */
  async #run(): Promise<void> {
    const { signal } = this.#ended;
    for (let attempt = 1; this.#wanted.size > 0 && !signal.aborted; attempt++) {
      try {
        await this.#connection.ready(signal);
        const client = await this.#connection.dedicated({ purpose: 'subscriber', blocking: true, signal });
        const reason = await this.#serve(client, () => (attempt = 0));
        if (this.#wanted.size > 0 && !signal.aborted) this.#events.lost(await this.#cutOff.explain(reason));
      } catch (error) {
        if (signal.aborted) break;
        this.#events.lost(error instanceof Error ? error.message : String(error));
      }
      if (this.#wanted.size > 0) await pause(backOffMs(Math.max(1, attempt)), signal);
    }
    this.#running = false;
  }

  /** Subscribes all on a new client and stays until it closes; returns the reason. */
  async #serve(client: RedisClient, onConnected: () => void): Promise<string> {
    const closed = new Promise<string>(resolve => client.onClose(resolve));
    client.listen(this.#events);
    this.#client = client;
    const stopWatching = watchSilence(client);
    // Asked before it is a subscriber, which may not ask any more.
    const [id] = await Promise.all([
      client.call('CLIENT', 'ID').then(asText, () => undefined),
      this.#cutOff.remember(),
    ]);
    this.#clientId = id;
    await this.#subscribeAll(client, [...this.#wanted.values()]);
    if (!client.closed) {
      onConnected();
      this.#events.connected();
    }
    const reason = await closed;
    stopWatching();
    this.#client = this.#clientId = undefined;
    return reason;
  }

  /** One command after the other, so that what is not wanted any more by then is not asked for. */
  async #subscribeAll(client: RedisClient, wanted: readonly Wanted[]): Promise<void> {
    for (const { kind, some } of inCommands(wanted))
      await this.#subscribe(
        client,
        kind,
        some.filter(one => this.#wanted.has(keyOf(one))),
      );
  }

  async #subscribe(client: RedisClient, kind: SubscriptionKind, some: readonly Wanted[]): Promise<void> {
    const [first] = some;
    if (first === undefined) return;
    try {
      await client.send([commands[kind][0], ...some.map(({ name }) => name)]);
      for (const one of some) this.#events.confirmed(one);
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'disconnected') return; // the loss is told once, for all
      // A server refuses a command as a whole: one by one it says which name it means.
      if (some.length > 1) {
        await Promise.all(some.map(one => this.#subscribe(client, kind, [one])));
        return;
      }
      this.#wanted.delete(keyOf(first));
      this.#events.refused(first, error instanceof Error ? error.message : String(error));
      if (this.#wanted.size === 0) client.close('nothing is subscribed any more');
    }
  }
}

export function keyOf({ kind, name }: Wanted): string {
  return `${kind} ${name.toString('latin1')}`;
}

/** One command for many names. */
function inCommands(wanted: readonly Wanted[]): { kind: SubscriptionKind; some: Wanted[] }[] {
  return kinds.flatMap(kind => {
    const all = wanted.filter(one => one.kind === kind);
    return Array.from({ length: Math.ceil(all.length / NAMES_AT_ONCE) }, (_, index) => ({
      kind,
      some: all.slice(index * NAMES_AT_ONCE, (index + 1) * NAMES_AT_ONCE),
    }));
  });
}

/** A subscriber hears nothing from a quiet channel and nothing from a dead server: only a PING tells them apart. */
function watchSilence(client: RedisClient): () => void {
  let unansweredSince: number | undefined;
  const timer = setInterval(() => {
    if (unansweredSince === undefined) {
      unansweredSince = performance.now();
      client.call('ping').then(
        () => (unansweredSince = undefined),
        () => {},
      );
    } else if (performance.now() - unansweredSince >= SILENT_MS) {
      client.close(`the server stopped answering ${SILENT_MS / 1000} s ago`);
    }
  }, PING_EVERY_MS);
  return () => clearInterval(timer);
}
