import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import type { RedisLink } from '../run/redis-link.ts';

const IDS_PER_CLAIM = 1_000;
/** A flush of our own changes the checkpoint that is watched: then it is tried again at once. */
const ATTEMPTS = 5;

export interface HeartbeatOptions {
  link: RedisLink;
  group: string;
  consumer: string;
  /** Of this worker. */
  checkpointKey: string;
  everyMs: number;
  /** What was delivered to this worker and does not count yet, by the key of the stream. */
  held: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Shows the other workers of a group that this one is alive: claims what it holds for itself again before they may, however long it takes until that
 * counts. What another has claimed meanwhile is not taken back, as the claim has changed our fence.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: NodeJS.Timeout | null = null;
  #client: RedisClient | null = null;
  #fence: string | null = null;
  #isBeating = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Begins, with the fence that the checkpoint has now. */
  async start(): Promise<void> {
    const client = await this.#connected();
    const fence = await client.call('HGET', this.#options.checkpointKey, 'fence');
    this.#fence = fence && asText(fence);
    this.#timer = setInterval(() => void this.#beat(), this.#options.everyMs);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#client?.close('the source was closed');
  }

  async #connected(): Promise<RedisClient> {
    if (!this.#client || this.#client.closed) this.#client = await this.#options.link.listener('heartbeat');
    return this.#client;
  }

  /** Never fails: who cannot renew says nothing here, as reading and writing fail too. */
  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      const client = await this.#connected();
      for (let attempt = 0; attempt < ATTEMPTS && this.#timer; attempt++)
        if (await this.#renew(client)) break;
    } catch (error) {
      this.#client?.close(error instanceof MillraceError ? error.message : 'it failed');
    }
    this.#isBeating = false;
    if (!this.#timer) this.#client?.close('the source was closed');
  }

  /** @returns false when the checkpoint changed meanwhile */
  async #renew(client: RedisClient): Promise<boolean> {
    const { group, consumer, checkpointKey, held } = this.#options;
    const claims: Command[] = [];
    for (const [key, ids] of held) {
      const all = [...ids];
      for (let index = 0; index < all.length; index += IDS_PER_CLAIM)
        claims.push([
          'XCLAIM',
          key,
          group,
          consumer,
          0,
          ...all.slice(index, index + IDS_PER_CLAIM),
          'JUSTID',
        ]);
    }
    if (claims.length === 0) return true;
    const [watch, fence] = await client.pipeline([
      ['WATCH', checkpointKey],
      ['HGET', checkpointKey, 'fence'],
    ]);
    for (const reply of [watch, fence]) if (reply instanceof MillraceError) throw reply;
    if (!fence || asText(fence as Buffer) !== this.#fence) {
      await client.call('UNWATCH');
      return true;
    }
    // Whoever claims watches the checkpoint: the change of it tells that this worker lives.
    return (await client.transaction([...claims, ['HSET', checkpointKey, 'alive', Date.now()]])) !== null;
  }
}
