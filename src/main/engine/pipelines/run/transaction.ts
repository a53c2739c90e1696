import { MillraceError } from '#shared/rpc/errors.ts';
import type { Argument, Command, RedisClient } from '../../connections/redis-client.ts';
import { asBuffer } from '../../connections/replies.ts';
import { EncodedCommand } from '../../connections/wire-command.ts';
import type { Epochs } from '../checkpoint/epochs.ts';
import type { FieldChanges } from '../checkpoint/open-groups.ts';
import type { WorkerPlace } from '../checkpoint/place.ts';
import {
  decodeCommands,
  merged,
  REFUSED,
  REFUSED_OUTSIDE,
  type RefusedWrite,
} from '../checkpoint/refused.ts';
import type { Retention } from '../checkpoint/retention.ts';
import type { KeyTypes, ScriptCall, Sink } from '../sinks/sink.ts';
import type { Flush } from './flush.ts';
import { KeyCheck } from './key-check.ts';
import { transactionText, type TransactionText } from './transaction-text.ts';
import { windowCommands } from './window-keys.ts';
import { callCommand, outcomeOf, packed, type TransactionOutcome } from './writes.ts';

/** One MULTI/EXEC: results, what the source is told, and the checkpoint. */
export class Transaction {
  readonly #place: WorkerPlace;
  readonly #epochs: readonly Epochs[];
  readonly #retentions: readonly Retention[];
  readonly #keys = new KeyCheck();
  #last: { commands: readonly Command[]; calls: readonly ScriptCall[]; checkpoint: readonly Command[] } = {
    commands: [],
    calls: [],
    checkpoint: [],
  };

  constructor(place: WorkerPlace, epochs: readonly Epochs[], sinks: readonly Sink[]) {
    this.#place = place;
    this.#epochs = epochs;
    this.#retentions = sinks.map(({ retention }) => retention).filter(retention => !!retention);
  }

  /** The newest one: what it does, each command by itself, which the scripts that carry them out do for many. */
  get last(): TransactionText {
    const { commands, calls, checkpoint } = this.#last;
    return transactionText([
      ...calls.map(call => callCommand(this.#place.key, call)),
      ...commands,
      ...checkpoint,
    ]);
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

  /** Makes what a flush sends, as far as that is known before it is its turn: the server need not wait for it then. */
  prepare({ calls, encoded }: Flush): void {
    for (const call of calls) encoded.set(call, new EncodedCommand(callCommand(this.#place.key, call)));
  }

  /**
   * Tries a flush once, and with it what was refused before. EXEC does not roll back: what is refused inside it is kept in the checkpoint.
   *
   * @param flush null to try what was refused alone
   * @param before what was refused before, which the checkpoint has
   * @param now where the stream of events is: what retention counts from
   * @param sent called when it has been sent
   * @throws {MillraceError} when it was refused as a whole, or its outcome is unknown; {TakenOver}
   */
  async attempt(
    client: RedisClient,
    flush: Flush | null,
    before: readonly RefusedWrite[],
    { now, canScript, sent }: { now: number; canScript: boolean; sent: () => void },
  ): Promise<TransactionOutcome> {
    const place = this.#place;
    const windows = flush?.windows ?? [];
    const used = windows.length > 0 ? this.#epochs : [];
    const watched = used.flatMap(epochs => epochs.watched);
    if (!(await this.#holdsPlace(client, watched))) return null;
    const { numbers, ...ofWindows } = await windowCommands(client, windows);
    const types: KeyTypes = new Map([...(flush?.types ?? []), ...ofWindows.types]);
    const results = [
      ...merged(before.map(({ command }) => command)),
      ...(flush?.commands ?? []),
      ...ofWindows.commands,
    ];
    await this.#keys.verify(client, types);
    const swept = flush ? this.#retentions.filter(retention => retention.isDue(now)) : [];
    for (const retention of swept)
      results.push(...(await retention.sweep(client, now, new Set(types.keys()))));
    results.push(...(flush?.settle ?? []));

    const calls = flush?.calls.map(call => flush.encoded.get(call) ?? callCommand(place.key, call)) ?? [];
    const writes = packed(place.key, results, calls, canScript);
    const forgetting: Command[] = before.length > 0 ? [['HDEL', place.key, REFUSED, REFUSED_OUTSIDE]] : [];
    const seq = place.seq + 1;
    const checkpoint = flush ? checkpointCommands(place.key, seq, flush.checkpoint) : [];
    const answered = client.transaction([
      ...forgetting,
      ...writes.map(({ command }) => command),
      ...checkpoint,
    ]);
    sent();
    const replies = await answered;
    if (replies === null) return null;
    if (flush) {
      place.wrote(seq);
      this.#last = { commands: results, calls: flush.calls, checkpoint };
    }
    for (const [epochs, given] of numbers) epochs.confirm(given);
    for (const retention of swept) retention.done(now);
    for (const retention of this.#retentions) retention.wrote(types.keys());
    return outcomeOf(writes, replies.slice(forgetting.length));
  }

  /** What the checkpoint keeps of refused writes: each with what Redis said of it, in the same order. */
  async refused(client: RedisClient, errors: readonly string[]): Promise<RefusedWrite[]> {
    const kept = await client.call('HGET', this.#place.key, REFUSED);
    const commands = kept === null ? [] : decodeCommands(asBuffer(kept));
    return commands.map((command, index) => ({ command, error: errors[index] ?? '' }));
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
}

/** What a transaction does to the checkpoint. */
export function checkpointCommands(key: string, seq: number, { set, remove }: FieldChanges): Command[] {
  const commands: Command[] = [['HSET', key, 'seq', seq, ...set]];
  if (remove.length > 0) commands.push(['HDEL', key, ...remove]);
  return commands;
}
