import type { Connection } from '#engine/connections/connection.ts';
import { Feeds } from '#engine/feeds/feeds.ts';
import { PubSubSession } from '#engine/pubsub/session.ts';
import type { Wanted } from '#engine/pubsub/subscriber.ts';
import { openConnection } from './connection.ts';
import type { TestServer } from './redis-server.ts';
import { until } from './until.ts';

/** A pub/sub session of a test's own, on a connection of its own. */
export interface Listening {
  readonly connection: Connection;
  readonly feeds: Feeds;
  readonly session: PubSubSession;
  /** Waits until the server has confirmed all subscriptions. */
  allActive(): Promise<unknown>;
  /** Waits until so many messages have come. */
  received(count: number): Promise<unknown>;
  stop(): void;
}

export async function startListening(server: TestServer): Promise<Listening> {
  const connection = await openConnection(server);
  const feeds = new Feeds({ maxRows: 1_000_000, maxBytes: 256 * 2 ** 20 });
  const session = new PubSubSession(connection, feeds);
  return {
    connection,
    feeds,
    session,
    allActive: () => allActive(session),
    received: count =>
      until(
        () => session.state().counters,
        ({ received }) => received >= count,
      ),
    stop() {
      session.close();
      connection.close();
    },
  };
}

export function allActive(session: PubSubSession): Promise<unknown> {
  return until(
    () => session.state(),
    ({ connected, subscriptions }) => connected && subscriptions.every(({ state }) => state === 'active'),
  );
}

export const channel = (name: string | Buffer): Wanted => ({ kind: 'channel', name: Buffer.from(name) });
export const pattern = (name: string | Buffer): Wanted => ({ kind: 'pattern', name: Buffer.from(name) });
export const shard = (name: string | Buffer): Wanted => ({ kind: 'shard', name: Buffer.from(name) });
