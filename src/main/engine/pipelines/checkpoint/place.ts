import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import { beginCheckpoint, TakenOver, type Checkpoint } from './checkpoint.ts';

/**
 * A worker's place: the newest start holds it, and nobody else writes. Every transaction watches the checkpoint and has read its own fence
 * there.
 */
export class WorkerPlace {
  readonly key: string;
  #fence = '';
  #seq = 0;

  constructor(key: string) {
    this.key = key;
  }

  /** The number of the flush that was carried out last, as far as is known. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes the place, from whoever has it. @param alongside commands of the same transaction */
  async take(client: RedisClient, alongside: readonly Command[]): Promise<Checkpoint> {
    return this.#adopt((await beginCheckpoint(client, this.key, alongside))!);
  }

  /**
   * Takes the place again after a cut connection, whose last transaction may still be on its way: raising the fence changes the key that it
   * watches, so that it can no longer be carried out after we have looked.
   *
   * @returns null when the checkpoint changed meanwhile: look again
   * @throws {TakenOver}
   */
  async retake(client: RedisClient): Promise<Checkpoint | null> {
    const [, fence] = await client.pipeline([
      ['WATCH', this.key],
      ['HGET', this.key, 'fence'],
    ]);
    if (fence instanceof MillraceError) throw fence;
    if (fence !== null) this.#refuseNewer(asText(fence));
    const checkpoint = await beginCheckpoint(client, this.key);
    return checkpoint && this.#adopt(checkpoint);
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
    if (fence !== null && fence !== undefined) this.#refuseNewer(fence);
    return false;
  }

  /** The transaction with this number has been carried out. */
  wrote(seq: number): void {
    this.#seq = seq;
  }

  #refuseNewer(fence: string): void {
    if (BigInt(fence) > BigInt(this.#fence)) throw new TakenOver();
  }

  #adopt(checkpoint: Checkpoint): Checkpoint {
    this.#fence = checkpoint.fence;
    this.#seq = checkpoint.seq;
    return checkpoint;
  }
}
