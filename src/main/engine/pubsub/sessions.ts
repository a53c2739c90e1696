import type { Connection } from '../connections/connection.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { PubSubSession } from './session.ts';

/** The pub/sub session of each connection; made when it is first looked at, ended with the connection. */
export class PubSubSessions {
  readonly #feeds: Feeds;
  readonly #sessions = new Map<Connection, PubSubSession>();

  constructor(feeds: Feeds) {
    this.#feeds = feeds;
  }

  of(connection: Connection): PubSubSession {
    let session = this.#sessions.get(connection);
    if (!session) {
      session = new PubSubSession(connection, this.#feeds);
      this.#sessions.set(connection, session);
      const unsubscribe = connection.changes.subscribe(() => {
        if (connection.state.state !== 'closed') return;
        unsubscribe();
        this.#sessions.delete(connection);
        session!.close();
      });
    }
    return session;
  }

  /** Those that have a session. */
  get connections(): Connection[] {
    return [...this.#sessions.keys()];
  }

  /** By the feed a page names. */
  ofFeed(feedId: string): PubSubSession | undefined {
    return [...this.#sessions.values()].find(session => session.feedId === feedId);
  }
}
