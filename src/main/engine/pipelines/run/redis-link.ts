import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import { backOffMs } from '../../connections/back-off.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import { RedisClient } from '../../connections/redis-client.ts';

/** A server that has not answered so much later than it had to is gone, or as good as gone; earlier where the connection's own limit is shorter. */
const SILENCE_LIMIT_MS = 10_000;

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

  /** How long a client that `listener` has opened waits for a reply, beyond what its commands block for. */
  get silenceLimitMs(): number {
    return Math.min(SILENCE_LIMIT_MS, this.#access.target.commandTimeoutMs);
  }

  /** One client, without trying again. */
  client(purpose: string): Promise<RedisClient> {
    return this.#opened(purpose);
  }

  /**
   * One for what has to notice soon when nobody answers any more, without trying again.
   *
   * @param blockMs for how long its commands block
   */
  listener(purpose: string, blockMs = 0): Promise<RedisClient> {
    return this.#opened(purpose, blockMs + this.silenceLimitMs);
  }

  async #opened(purpose: string, replyLimitMs?: number): Promise<RedisClient> {
    const { target, password } = this.#access;
    const limit = replyLimitMs === undefined ? {} : { replyLimitMs };
    const client = await RedisClient.open(target, { purpose, password, ...limit });
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
