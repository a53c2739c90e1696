import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';

/** The Redis that the numbers are read of. */
export interface EpochReader extends Pick<RedisClient, 'call'> {
  pipeline(commands: readonly Command[]): ReturnType<RedisClient['pipeline']>;
}

/** Windows whose epoch is remembered in Redis. Workers of a group are never that far apart. */
const KEPT_WINDOWS = 1_000;

/**
 * What an epoch key holds; null where there is none.
 *
 * @throws {MillraceError} `redis` when it is no number: counting on from it would write nonsense
 */
export function readEpoch(key: string, reply: Reply): number | null {
  if (reply === null) return null;
  const text = asText(reply);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  throw new MillraceError(
    'redis',
    `The key "${key}" holds "${shown}", which is not the number of an epoch. Delete it, or name another key.`,
  );
}

/**
 * Numbers for windows: the first is 0, each window that has data takes the next, and a run goes on after the highest. Several workers agree on
 * them through the hash `<epochKey>:windows`; whoever writes a window first allocates its number, in the same transaction.
 */
export class Epochs {
  readonly key: string;
  readonly #known = new Map<number, number>();

  constructor(key: string) {
    this.key = key;
  }

  get windowsKey(): string {
    return `${this.key}:windows`;
  }

  knows(window: number): boolean {
    return this.#known.has(window);
  }

  /** The keys to watch while numbers are read and given. */
  get watched(): string[] {
    return [this.key, this.windowsKey];
  }

  /**
   * Numbers for windows, as they are or will be when `commands` have been carried out.
   *
   * @param windows unix seconds, ascending
   */
  async allocate(
    client: EpochReader,
    windows: readonly number[],
  ): Promise<{ numbers: Map<number, number>; commands: Command[] }> {
    const numbers = new Map<number, number>();
    const unknown = windows.filter(window => !this.#known.has(window));
    for (const window of windows) if (this.#known.has(window)) numbers.set(window, this.#known.get(window)!);
    if (unknown.length === 0) return { numbers, commands: [] };

    const [highest, shared, length] = (await client.pipeline([
      ['GET', this.key],
      ['HMGET', this.windowsKey, ...unknown],
      ['HLEN', this.windowsKey],
    ])) as [Reply, Reply[], Reply];
    for (const reply of [highest, shared, length] as unknown[]) if (reply instanceof Error) throw reply;
    let next = (readEpoch(this.key, highest) ?? -1) + 1;
    const commands: Command[] = [];
    unknown.forEach((window, index) => {
      const found = shared[index];
      if (found) numbers.set(window, Number(asText(found)));
      else {
        commands.push(['HSET', this.windowsKey, window, next]);
        numbers.set(window, next++);
      }
    });
    if (commands.length > 0) {
      commands.push(['SET', this.key, next - 1]);
      if (Number(asText(length)) > KEPT_WINDOWS) commands.push(...(await this.#forgetOldest(client)));
    }
    return { numbers, commands };
  }

  /** Keeps what was allocated, once the transaction has been carried out. */
  confirm(numbers: ReadonlyMap<number, number>): void {
    for (const [window, number] of numbers) this.#known.set(window, number);
    if (this.#known.size > 2 * KEPT_WINDOWS)
      for (const window of [...this.#known.keys()].slice(0, KEPT_WINDOWS)) this.#known.delete(window);
  }

  forget(): void {
    this.#known.clear();
  }

  async #forgetOldest(client: EpochReader): Promise<Command[]> {
    const fields = ((await client.call('HKEYS', this.windowsKey)) as Reply[]).map(field =>
      Number(asText(field)),
    );
    const oldest = fields.sort((a, b) => a - b).slice(0, -KEPT_WINDOWS / 2);
    return oldest.length > 0 ? [['HDEL', this.windowsKey, ...oldest]] : [];
  }
}
