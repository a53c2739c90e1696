import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import { CHECKPOINT_VERSION, readCheckpoint, TakenOver, type Checkpoint } from './checkpoint.ts';
import { isClaimed, newFence, startOf } from './fence.ts';

/** Fences of before that are known again: a server that comes back with a state older than so many starts is taken for another process. */
const MAX_REPLACED = 20;

/** What a start makes of the checkpoint that it finds. */
export interface Beginning {
  /** What it goes on from. */
  from: Checkpoint;
  /** What is done to the checkpoint, and beside it, in the transaction that takes the place. */
  commands: readonly Command[];
}

/**
 * A worker's place: the newest start holds it, and nobody else writes. Every transaction watches the checkpoint and has read its own fence
 * there. Another fence is somebody else's; none is a state that Redis has lost.
 */
export class WorkerPlace {
  readonly key: string;
  #fence = '';
  #seq = 0;
  /** Fences that ours has replaced: what has one of them is a state of before. */
  #replaced: readonly string[] = [];
  /** Fences of ours whose transaction was cut off: Redis may have them. */
  #tried: readonly string[] = [];

  constructor(key: string) {
    this.key = key;
  }

  /** The number of the flush that was carried out last, as far as is known. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes the place, from whoever has it. @param begin may throw, which leaves everything as it is */
  async take(client: RedisClient, begin: (found: Checkpoint) => Beginning): Promise<Checkpoint> {
    for (;;) {
      const taken = await this.#hold(client, begin);
      if (taken) return taken;
    }
  }

  /**
   * Takes the place again after a cut connection, whose last transaction may still be on its way: another fence changes the key that it
   * watches, so that it can no longer be carried out after we have looked.
   *
   * @param also what the checkpoint has to have, if Redis has lost it
   * @returns null when the checkpoint changed meanwhile: look again
   * @throws {TakenOver}
   */
  retake(client: RedisClient, also: readonly Command[] = []): Promise<Checkpoint | null> {
    return this.#hold(client, found => {
      if (found.fence !== null) this.#refuseOther(found.fence);
      return { from: found, commands: also };
    });
  }

  /**
   * Watches the checkpoint, and other keys, for the transaction that comes next.
   *
   * @returns false when the checkpoint is not as this worker left it
   * @throws {TakenOver}
   */
  async watch(client: RedisClient, others: readonly string[]): Promise<boolean> {
    const [watch, state] = await client.pipeline([
      ['WATCH', this.key, ...others],
      ['HMGET', this.key, 'fence', 'seq'],
    ]);
    if (watch instanceof MillraceError) throw watch;
    if (state instanceof MillraceError) throw state;
    const [fence, seq] = (state as Reply[]).map(value => (value === null ? null : asText(value)));
    if (fence === this.#fence && Number(seq ?? 0) === this.#seq) return true;
    if (fence !== null && fence !== undefined) this.#refuseOther(fence);
    return false;
  }

  /** The transaction with this number has been carried out. */
  wrote(seq: number): void {
    this.#seq = seq;
  }

  /** Somebody has claimed what this worker held. */
  isClaimedFrom({ fence }: Checkpoint): boolean {
    return fence !== null && isClaimed(fence);
  }

  async #hold(client: RedisClient, begin: (found: Checkpoint) => Beginning): Promise<Checkpoint | null> {
    const [watch, all] = await client.pipeline([
      ['WATCH', this.key],
      ['HGETALL', this.key],
    ]);
    if (watch instanceof MillraceError) throw watch;
    if (all instanceof MillraceError) throw all;
    const found = readCheckpoint(this.key, all!);
    const { from, commands } = begin(found);
    const fence = newFence();
    const before = [this.#fence, ...(found.fence === null ? [] : [startOf(found.fence)])];
    const replaced = [...new Set([...this.#replaced, ...found.replaced, ...before])]
      .filter(old => old !== '')
      .slice(-MAX_REPLACED);
    const mark: Command = ['HSET', this.key, 'version', CHECKPOINT_VERSION, 'fence', fence];
    this.#tried = [...this.#tried, fence].slice(-MAX_REPLACED);
    const replies = await client.transaction([...commands, [...mark, 'replaced', JSON.stringify(replaced)]]);
    if (replies === null) return null;
    for (const reply of replies) if (reply instanceof MillraceError) throw reply;
    this.#fence = fence;
    this.#tried = [];
    this.#replaced = replaced;
    this.#seq = from.seq;
    return from;
  }

  #refuseOther(fence: string): void {
    const start = startOf(fence);
    const ours = [this.#fence, ...this.#tried, ...this.#replaced];
    if (!ours.includes(start)) throw new TakenOver();
  }
}
