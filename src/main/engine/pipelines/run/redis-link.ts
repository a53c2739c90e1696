import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import { backOffMs } from '../../connections/back-off.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import { RedisClient } from '../../connections/redis-client.ts';

/** Opens clients for a pipeline, trying again as long as it makes sense. */
export class RedisLink {
  readonly #access: RedisAccess;
  readonly #log: (message: string) => void;
  readonly #open = new Set<RedisClient>();

  constructor(access: RedisAccess, log: (message: string) => void) {
    this.#access = access;
    this.#log = log;
  }

  get db(): number {
    return this.#access.target.db;
  }

  /** One client, without trying again. @param options how long it waits for replies, where that is not the connection's own limit */
  async client(purpose: string, options: { replyLimitMs?: number } = {}): Promise<RedisClient> {
    const { target, password } = this.#access;
    const client = await RedisClient.open(target, { purpose, password, ...options });
    this.#open.add(client);
    client.onClose(() => this.#open.delete(client));
    return client;
  }

  /**
   * A client, however long it takes, with back-off.
   *
   * @param limitMs gives up after this long, and at once when trying again cannot help; without it, it never gives up
   * @throws what the last attempt threw
   */
  async persistentClient(
    purpose: string,
    { limitMs = Infinity }: { limitMs?: number } = {},
  ): Promise<RedisClient> {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.client(purpose);
      } catch (error) {
        const final = error instanceof MillraceError && error.detail?.final === true;
        const delay = backOffMs(attempt);
        if ((final && limitMs !== Infinity) || performance.now() - startedAt + delay > limitMs) throw error;
        if (attempt === 1)
          this.#log(`${error instanceof Error ? error.message : String(error)} Trying again ...`);
        await pause(delay);
      }
    }
  }

  close(): void {
    for (const client of this.#open) client.close('the pipeline ended');
  }
}
