import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Flush } from './flush.ts';
import type { ServerAbilities } from './server-abilities.ts';
import type { TransactionText } from './transaction-text.ts';

export interface FlushOutcome {
  applied: boolean;
  /** Set when memory is to be dropped and everything read again from here. */
  rewindTo: Checkpoint | null;
}

export interface HowToWrite {
  /** Nothing comes after it: everything is to be written. */
  isLast: boolean;
  /** Called when it is on its way, each time that it is tried. */
  sent: () => void;
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
  /** Does of a flush what can be done while the one before it is on its way. */
  prepare(flush: Flush): void;
  /**
   * Carries out one flush, however long it takes.
   *
   * @param now where the stream of events is: what retention counts from
   */
  write(flush: Flush, now: number, how: HowToWrite): Promise<FlushOutcome>;
  /** Writes fields of the checkpoint by themselves, with their values in turn. */
  pin(fields: readonly string[]): Promise<void>;
  /** Reads where the worker stands, after a loss, and takes its place again unless another did. */
  rewind(): Promise<Checkpoint>;
  /** Nothing more will come: what is refused is given up instead of kept. */
  stop(): void;
  close(): void;
}
