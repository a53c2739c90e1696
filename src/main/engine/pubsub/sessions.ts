import type { Connection } from '../connections/connection.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { KeptSubscriptions } from './kept-subscriptions.ts';
import { serverText } from '../connections/server-text.ts';
import { PubSubSession } from './session.ts';

/** The pub/sub session of each connection; made when it is first looked at, ended with the connection. */
export class PubSubSessions {
  readonly #feeds: Feeds;
  readonly #kept: KeptSubscriptions | undefined;
  readonly #sessions = new Map<Connection, PubSubSession>();

  /** @param kept where what is subscribed is remembered */
  constructor(feeds: Feeds, kept?: KeptSubscriptions) {
    this.#feeds = feeds;
    this.#kept = kept;
  }

  of(connection: Connection): PubSubSession {
    let session = this.#sessions.get(connection);
    if (!session) {
      const made = (session = new PubSubSession(connection, this.#feeds));
      this.#sessions.set(connection, session);
      const server = serverText(connection.target);
      session.subscriptionChanges.subscribe(() => this.#kept?.note(server, made.subscribed));
      const unsubscribe = connection.changes.subscribe(() => {
        if (connection.state.state !== 'closed') return;
        unsubscribe();
        this.#sessions.delete(connection);
        this.#kept?.note(server, []);
        made.close();
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
