import type { OutputLimit, SubscriberInfo, SubscriberList } from '#shared/contract/subscribers.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { RedisClient } from '../connections/redis-client.ts';
import { asArray, asText } from '../connections/replies.ts';
import { parseClientList, parsePubSubLimit, type ListedClient } from './client-list.ts';

/** Rows that a page gets. */
const MOST = 1_000;
/** A limit is seldom changed: whoever asks every other second gets one that is not older than this. */
const LIMIT_KEPT_MS = 30_000;

/** Looks at the clients of a server that are subscribed to something, and at how full their output buffers are. */
export class SubscriberHealth {
  readonly #connection: Connection;
  /** Since when clients have been seen above the soft limit, in ms of `performance.now()`, by id; of ours, and of all. */
  readonly #overSoftSince: Record<'own' | 'all', Map<string, number>> = { own: new Map(), all: new Map() };
  #keptLimit: { limit: OutputLimit | null; readAt: number } | undefined;
  /** Where CLIENT LIST was refused it is not asked for again: each refusal stands in the server's ACL LOG. */
  #refusedOn: RedisClient | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param own ids of our own clients, as CLIENT ID says them */
  async read(own: ReadonlySet<string>): Promise<SubscriberList> {
    const [clients, { limit, limitProblem }] = await Promise.all([
      this.#connection.call('CLIENT', 'LIST', 'TYPE', 'pubsub').then(asText),
      this.#readLimit(),
    ]);
    const all = fullestFirst(parseClientList(clients));
    const overSoft = this.#clockSoft('all', all, limit);
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

  /** The fullest of our own clients; null where there is none, or the server does not tell. */
  async readOwn(
    own: ReadonlySet<string>,
  ): Promise<{ fullest: SubscriberInfo | null; limit: OutputLimit | null }> {
    const { client } = this.#connection;
    const nothing = { fullest: null, limit: null };
    if (own.size === 0 || this.#refusedOn === client) return nothing;
    let clients: ListedClient[];
    try {
      clients = fullestFirst((await this.#listOwn(own)).filter(({ id }) => own.has(id)));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#refusedOn = client;
      return nothing;
    }
    const limit = await this.#recentLimit();
    const overSoft = this.#clockSoft('own', clients, limit);
    const [fullest] = clients;
    if (!fullest) return nothing;
    const overSoftSeconds = overSoft.get(fullest.id) ?? null;
    return { fullest: { ...fullest, own: true, overSoftSeconds }, limit };
  }

  /** Before 6.2 a server cannot be asked for some clients alone. */
  async #listOwn(own: ReadonlySet<string>): Promise<ListedClient[]> {
    const list = (...which: string[]) =>
      this.#connection
        .call('CLIENT', 'LIST', ...which)
        .then(asText)
        .then(parseClientList);
    return list('ID', ...own).catch((error: unknown) => {
      if (error instanceof MillraceError && error.code === 'redis') return list('TYPE', 'pubsub');
      throw error;
    });
  }

  async #recentLimit(): Promise<OutputLimit | null> {
    if (!this.#keptLimit || performance.now() - this.#keptLimit.readAt > LIMIT_KEPT_MS) {
      const { limit } = await this.#readLimit();
      this.#keptLimit = { limit, readAt: performance.now() };
    }
    return this.#keptLimit.limit;
  }

  /** The server counts the seconds for itself and does not tell; what we know is since when we have seen it. */
  #clockSoft(
    whose: 'own' | 'all',
    clients: readonly ListedClient[],
    limit: OutputLimit | null,
  ): Map<string, number> {
    const now = performance.now();
    const since = new Map<string, number>();
    if (limit && limit.softBytes > 0)
      for (const { id, outputBytes } of clients)
        if ((outputBytes ?? 0) > limit.softBytes) since.set(id, this.#overSoftSince[whose].get(id) ?? now);
    this.#overSoftSince[whose] = since;
    return new Map([...since].map(([id, at]) => [id, (now - at) / 1_000]));
  }

  async #readLimit(): Promise<Pick<SubscriberList, 'limit' | 'limitProblem'>> {
    try {
      const reply = asArray(await this.#connection.call('CONFIG', 'GET', 'client-output-buffer-limit'));
      const limit = reply.length < 2 ? null : parsePubSubLimit(asText(reply[1]));
      return { limit, limitProblem: limit ? null : 'This server does not tell its limit.' };
    } catch (error) {
      if (isRefusal(error)) return { limit: null, limitProblem: error.message };
      throw error;
    }
  }
}

function fullestFirst(clients: ListedClient[]): ListedClient[] {
  return clients.sort((a, b) => (b.outputBytes ?? -1) - (a.outputBytes ?? -1));
}

function isRefusal(error: unknown): error is MillraceError {
  return error instanceof MillraceError && (error.code === 'denied' || error.code === 'redis');
}
