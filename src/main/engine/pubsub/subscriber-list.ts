import type { OutputLimit, SubscriberList } from '#shared/contract/subscribers.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import { asArray, asText } from '../connections/replies.ts';
import { parseClientList, parsePubSubLimit, type ClientLine } from './client-lines.ts';

/** Rows that a page gets. */
const MOST = 1_000;

/** Looks at the clients of a server that are subscribed to something, and at how full their output buffers are. */
export class SubscriberHealth {
  readonly #connection: Connection;
  /** Since when clients have been seen above the soft limit, in ms of `performance.now()`, by id. */
  #overSoftSince = new Map<string, number>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param own ids of our own clients, as CLIENT ID says them */
  async read(own: ReadonlySet<string>): Promise<SubscriberList> {
    const [clients, { limit, limitProblem }] = await Promise.all([
      this.#connection.call('CLIENT', 'LIST', 'TYPE', 'pubsub').then(asText),
      this.#readLimit(),
    ]);
    const all = parseClientList(clients).sort((a, b) => (b.outputBytes ?? -1) - (a.outputBytes ?? -1));
    const overSoft = this.#clockSoft(all, limit);
    return {
      subscribers: all.slice(0, MOST).map(client => {
        const overSoftSeconds = overSoft.get(client.id) ?? null;
        return Object.assign(client, { own: own.has(client.id), overSoftSeconds });
      }),
      count: all.length,
      limit,
      limitProblem,
    };
  }

  /** The server counts the seconds for itself and does not tell; what we know is since when we have seen it. */
  #clockSoft(clients: readonly ClientLine[], limit: OutputLimit | null): Map<string, number> {
    const now = performance.now();
    const since = new Map<string, number>();
    if (limit && limit.softBytes > 0)
      for (const { id, outputBytes } of clients)
        if ((outputBytes ?? 0) > limit.softBytes) since.set(id, this.#overSoftSince.get(id) ?? now);
    this.#overSoftSince = since;
    return new Map([...since].map(([id, at]) => [id, (now - at) / 1_000]));
  }

  async #readLimit(): Promise<Pick<SubscriberList, 'limit' | 'limitProblem'>> {
    try {
      const reply = asArray(await this.#connection.call('CONFIG', 'GET', 'client-output-buffer-limit'));
      const limit = reply.length < 2 ? null : parsePubSubLimit(asText(reply[1]));
      return { limit, limitProblem: limit ? null : 'This server does not tell its limit.' };
    } catch (error) {
      if (error instanceof MillraceError && (error.code === 'denied' || error.code === 'redis'))
        return { limit: null, limitProblem: error.message };
      throw error;
    }
  }
}
