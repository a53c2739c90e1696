import { MillraceError } from '#shared/rpc/errors.ts';
import type { SubscriptionKind } from '#shared/contract/pubsub.ts';
import { pause } from '../changes.ts';
import { backOffMs } from '../connections/back-off.ts';
import type { Connection } from '../connections/connection.ts';
import type { MessageListener, RedisClient } from '../connections/redis-client.ts';
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

  /** Adds a subscription; `confirmed` or `refused` tells the outcome. Wanting it twice changes nothing. */
  add(wanted: Wanted): void {
    const key = keyOf(wanted);
    if (this.#wanted.has(key)) return;
    this.#wanted.set(key, wanted);
    if (this.#client) void this.#subscribe(this.#client, wanted);
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
  }

  /** Resolves when the server has confirmed, or there is no connection that could still deliver it. */
  async remove(wanted: Wanted): Promise<void> {
    this.#wanted.delete(keyOf(wanted));
    const client = this.#client;
    if (!client) return;
    if (this.#wanted.size === 0) client.close('nothing is subscribed any more');
    else await client.call(commands[wanted.kind][1], wanted.name).catch(() => {});
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
    // Something may have been added between the last check and here.
    if (this.#wanted.size > 0 && !signal.aborted) this.add(this.#wanted.values().next().value!);
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
    await Promise.all([...this.#wanted.values()].map(wanted => this.#subscribe(client, wanted)));
    if (!client.closed) {
      onConnected();
      this.#events.connected();
    }
    const reason = await closed;
    stopWatching();
    this.#client = this.#clientId = undefined;
    return reason;
  }

  async #subscribe(client: RedisClient, wanted: Wanted): Promise<void> {
    try {
      await client.call(commands[wanted.kind][0], wanted.name);
      this.#events.confirmed(wanted);
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'disconnected') return; // the loss is told once, for all
      this.#wanted.delete(keyOf(wanted));
      this.#events.refused(wanted, error instanceof Error ? error.message : String(error));
      if (this.#wanted.size === 0) client.close('nothing is subscribed any more');
    }
  }
}

export function keyOf({ kind, name }: Wanted): string {
  return `${kind} ${name.toString('latin1')}`;
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
