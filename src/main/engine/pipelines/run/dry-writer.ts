import type { Plan } from '#shared/pipeline/plan.ts';
import type { Argument, Command } from '../../connections/redis-client.ts';
import { checkpointKey, readCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.ts';
import type { EpochReader } from '../checkpoint/epochs.ts';
import type { Flush } from './flush.ts';
import type { FlushOutcome, ResultsWriter } from './results-writer.ts';
import { noAbilities } from './server-abilities.ts';
import { checkpointCommands } from './transaction.ts';
import { transactionText, type TransactionText } from './transaction-text.ts';
import { windowCommands } from './window-keys.ts';

/** Puts transactions together as for a Redis that has nothing yet, and writes none of them. */
export class DryWriter implements ResultsWriter {
  readonly abilities = noAbilities;
  readonly #key: string;
  /** What a Redis that had nothing at the start would answer: the newest epoch of each key. */
  readonly #epochs = new Map<unknown, string>();
  readonly #redis: EpochReader = {
    pipeline: commands =>
      Promise.resolve(
        commands.map(([name, key, ...fields]) =>
          name === 'HMGET' ? fields.map(() => null) : name === 'GET' ? (this.#epochs.get(key) ?? null) : '0',
        ),
      ),
    call: () => Promise.resolve([]),
  };
  /** What the checkpoint would have. */
  readonly #checkpoint = new Map<string, Buffer | string>();
  #seq = 0;
  #last: readonly Command[] = [];

  constructor(plan: Plan, worker: string) {
    this.#key = checkpointKey(plan, worker);
  }

  /** The commands of the newest transaction that does more than keep the position, whole. */
  get lastCommands(): readonly Command[] {
    return this.#last;
  }

  get lastTransaction(): TransactionText {
    return transactionText(this.#last);
  }

  begin(): Promise<Checkpoint> {
    return Promise.resolve(readCheckpoint(this.#key, [...this.#checkpoint].flat()));
  }

  isDue(): boolean {
    return false;
  }

  prepare(): void {}

  async write(flush: Flush): Promise<FlushOutcome> {
    const { commands, numbers } = await windowCommands(this.#redis, flush.windows);
    for (const [epochs, given] of numbers) {
      epochs.confirm(given);
      this.#epochs.set(
        epochs.key,
        String(Math.max(...given.values(), Number(this.#epochs.get(epochs.key) ?? 0))),
      );
    }
    const checkpoint = checkpointCommands(this.#key, ++this.#seq, flush.checkpoint);
    this.#keep(['seq', this.#seq, ...flush.checkpoint.set]);
    for (const field of flush.checkpoint.remove) this.#checkpoint.delete(field);
    const results = [...flush.commands, ...commands, ...flush.settle];
    if (results.length > 0 || this.#last.length === 0) this.#last = [...results, ...checkpoint];
    return { applied: true, rewindTo: null };
  }

  pin(fields: readonly string[]): Promise<void> {
    this.#keep(fields);
    return Promise.resolve();
  }

  rewind(): Promise<Checkpoint> {
    return this.begin();
  }

  stop(): void {}

  close(): void {}

  /** @param fields with their values in turn */
  #keep(fields: readonly Argument[]): void {
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const value = fields[index + 1]!;
      this.#checkpoint.set(
        String(fields[index]),
        value instanceof Uint8Array ? Buffer.from(value) : String(value),
      );
    }
  }
}
