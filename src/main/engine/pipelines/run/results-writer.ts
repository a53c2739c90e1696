import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Flush } from './flush.ts';
import type { ServerAbilities } from './server-abilities.ts';
import type { TransactionText } from './transaction-text.ts';

export interface FlushOutcome {
  applied: boolean;
  /** Set when memory is to be dropped and everything read again from here. */
  rewindTo: Checkpoint | null;
}

/** Where flushes go, one after the other: into Redis, or nowhere in a dry run. */
export interface ResultsWriter {
  /** Of the server that it writes to. */
  readonly abilities: ServerAbilities;
  /** The newest transaction. */
  readonly lastTransaction: TransactionText;
  /** Takes the worker's place. */
  begin(): Promise<Checkpoint>;
  /** There is something to write even without events. @param isLast nothing comes after it */
  isDue(now: number, isLast: boolean): boolean;
  /**
   * Carries out one flush, however long it takes.
   *
   * @param now where the stream of events is: what retention counts from
   * @param isLast nothing comes after it: everything is to be written
   */
  write(flush: Flush, now: number, isLast: boolean): Promise<FlushOutcome>;
  /** Writes fields of the checkpoint by themselves, with their values in turn. */
  pin(fields: readonly string[]): Promise<void>;
  /** Reads where the worker stands, after a loss, and takes its place again unless another did. */
  rewind(): Promise<Checkpoint>;
  /** Nothing more will come: what is refused is given up instead of kept. */
  stop(): void;
  close(): void;
}
