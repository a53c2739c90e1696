import { commandText } from '#shared/redis/command-text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Argument, Command, RedisClient } from '../../connections/redis-client.ts';
import type { Epochs } from '../checkpoint/epochs.ts';
import type { WorkerPlace } from '../checkpoint/place.ts';
import { REFUSED, typesOf } from '../checkpoint/refused.ts';
import type { Retention } from '../checkpoint/retention.ts';
import type { KeyTypes, Sink, WindowWrites } from '../sinks/sink.ts';
import type { Flush } from './flush.ts';
import { KeyCheck } from './key-check.ts';

const SHOWN_COMMANDS = 40;
const SHOWN_ARGUMENTS = 12;
const SHOWN_CHARACTERS = 80;

/** What became of a transaction: null when a watched key changed, so that nothing was done and it has to be tried again. */
export type TransactionOutcome = { refused: Command[]; error: MillraceError | null } | null;

/** One MULTI/EXEC: results, what the source is told, and the checkpoint. */
export class Transaction {
  readonly #place: WorkerPlace;
  readonly #epochs: readonly Epochs[];
  readonly #retentions: readonly Retention[];
  readonly #keys = new KeyCheck();
  #last: { commands: readonly Command[]; count: number } = { commands: [], count: 0 };

  constructor(place: WorkerPlace, epochs: readonly Epochs[], sinks: readonly Sink[]) {
    this.#place = place;
    this.#epochs = epochs;
    this.#retentions = sinks.map(({ retention }) => retention).filter(retention => !!retention);
  }

  /** The newest one as redis-cli text, shortened for people, and how many commands it had. */
  get last(): { commands: string[]; count: number } {
    const short = (argument: Command[number]) => {
      const text = typeof argument === 'object' ? argument.subarray(0, SHOWN_CHARACTERS) : String(argument);
      return typeof text === 'string' && text.length > SHOWN_CHARACTERS
        ? `${text.slice(0, SHOWN_CHARACTERS)}...`
        : text;
    };
    const { commands, count } = this.#last;
    return {
      commands: commands.map(command => commandText(command.slice(0, SHOWN_ARGUMENTS).map(short))),
      count,
    };
  }

  /** There is something to write even without events. */
  isDue(now: number): boolean {
    return this.#retentions.some(retention => retention.isDue(now));
  }

  /** What was known of the keys may be different now. */
  forget(): void {
    this.#keys.forget();
    for (const epochs of this.#epochs) epochs.forget();
  }

  /**
   * Tries a flush once. EXEC does not roll back: what fails inside it is all that is left to do.
   *
   * @param now where the stream of events is: what retention counts from
   * @param guard the types of its keys, where they are few, cannot change before it is carried out
   * @throws {MillraceError} when it was refused as a whole, or its outcome is unknown; {TakenOver}
   */
  async attempt(client: RedisClient, flush: Flush, now: number, guard: boolean): Promise<TransactionOutcome> {
    const place = this.#place;
    const used = flush.windows.length > 0 ? this.#epochs : [];
    const watched = used.flatMap(epochs => epochs.watched);
    if (!(await this.#holdsPlace(client, watched))) return null;
    const types: KeyTypes = new Map(flush.types);
    const numbers = new Map<Epochs, ReadonlyMap<number, number>>();
    const commands = [...flush.commands];
    for (const writes of flush.windows)
      commands.push(...(await this.#resolve(client, writes, flush, numbers, types)));
    await this.#keys.verify(client, types, guard);
    const swept = this.#retentions.filter(retention => retention.isDue(now));
    for (const retention of swept)
      commands.push(...(await retention.sweep(client, now, new Set(types.keys()))));
    commands.push(...flush.settle);
    const results = commands.length;
    const { set, remove } = flush.checkpoint;
    const seq = place.seq + 1;
    commands.push(['HSET', place.key, 'seq', seq, ...set]);
    if (remove.length > 0) commands.push(['HDEL', place.key, ...remove]);

    const replies = await client.transaction(commands);
    if (replies === null) return null;
    place.wrote(seq);
    this.#last = { commands: commands.slice(-SHOWN_COMMANDS), count: commands.length };
    for (const [epochs, given] of numbers) epochs.confirm(given);
    for (const retention of swept) retention.done(now);
    for (const retention of this.#retentions) retention.wrote(types.keys());
    return {
      refused: commands.slice(0, results).filter((_, index) => replies[index] instanceof MillraceError),
      error: replies.find(reply => reply instanceof MillraceError) ?? null,
    };
  }

  /**
   * Writes what was refused before, and takes it out of the checkpoint.
   *
   * @throws {MillraceError} `redis` when the type of a key would have it refused again: nothing was done
   */
  async retry(client: RedisClient, refused: readonly Command[]): Promise<TransactionOutcome> {
    if (!(await this.#holdsPlace(client))) return null;
    await new KeyCheck().verify(client, typesOf(refused), true);
    const replies = await client.transaction([...refused, ['HDEL', this.#place.key, REFUSED]]);
    if (replies === null) return null;
    return {
      refused: refused.filter((_, index) => replies[index] instanceof MillraceError),
      error: replies.find(reply => reply instanceof MillraceError) ?? null,
    };
  }

  /** Keeps fields of the checkpoint without a flush. @returns whether it was done; else it is to be tried again */
  async keep(client: RedisClient, fields: readonly Argument[]): Promise<boolean> {
    if (!(await this.#holdsPlace(client))) return false;
    const replies = await client.transaction([['HSET', this.#place.key, ...fields]]);
    if (replies?.[0] instanceof MillraceError) throw replies[0];
    return replies !== null;
  }

  async #holdsPlace(client: RedisClient, others: readonly string[] = []): Promise<boolean> {
    const holds = await this.#place.watch(client, others);
    // The same server with an older state, or entries claimed, without our connection having been cut: look again as after a loss.
    if (!holds) client.close('the checkpoint is not as it was left');
    return holds;
  }

  /** The commands of a window, whose epoch is allocated in this transaction where it has none. */
  async #resolve(
    client: RedisClient,
    { epochs, window, type, key, commands: writes }: WindowWrites,
    flush: Flush,
    numbers: Map<Epochs, ReadonlyMap<number, number>>,
    types: KeyTypes,
  ): Promise<Command[]> {
    const commands: Command[] = [];
    if (epochs && !numbers.has(epochs)) {
      const windows = new Set(
        flush.windows.filter(other => other.epochs === epochs).map(other => other.window),
      );
      const allocated = await epochs.allocate(
        client,
        [...windows].sort((a, b) => a - b),
      );
      numbers.set(epochs, allocated.numbers);
      commands.push(...allocated.commands);
    }
    const name = key(epochs && numbers.get(epochs)!.get(window)!);
    types.set(name, type);
    for (const write of writes) commands.push(write(name));
    return commands;
  }
}
