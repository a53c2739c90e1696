import type { ChannelTarget, FileProgress, PublishTiming } from '#shared/contract/publish-file.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import { realClock, waitUntil, type Clock } from '../jobs/clock.ts';
import { Job, Lost, type JobHead } from '../jobs/job.ts';
import { Schedule } from '../jobs/schedule.ts';
import { checkSize } from '../pubsub/publish.ts';
import { BatchSender, type BatchAnswer } from './batch-sender.ts';
import { channelChooser } from './channel-of.ts';
import type { ByteSource } from '../files/byte-source.ts';
import { MessageReader, type FileMessage } from './message-reader.ts';

/** What travels together, at most. */
const BATCH_MESSAGES = 1_000;
const BATCH_BYTES = 2 ** 20;
/** While the server works on one batch, the next are read and written. */
const BATCHES_UNDER_WAY = 3;
/** No server can be configured to take less. */
const ALWAYS_FITS = 2 ** 20;
export interface FilePlan {
  command: 'PUBLISH' | 'SPUBLISH';
  target: ChannelTarget;
  timing: PublishTiming;
  /** From 1. */
  fromLine: number;
}

/** Publishes the messages of a file. What it counts as sent the server has confirmed; what it cannot know it calls unknown. */
export class FileRun extends Job<Omit<FileProgress, keyof JobHead>> {
  readonly #connection: Pick<Connection, 'call'>;
  readonly #sender: BatchSender;
  readonly #source: ByteSource;
  readonly #plan: FilePlan;
  readonly #channelOf: (message: FileMessage) => Buffer;
  readonly #reader: MessageReader;
  readonly #schedule: Schedule;
  readonly #underWay = new Set<Promise<void>>();
  /** What ends it when nothing is under way any more. */
  #ending: Error | undefined;
  #sent = 0;
  #refused = 0;
  #unknown = 0;
  #untimed = 0;
  #bytes = 0;
  #delivered = 0;
  #nextDue: number | null = null;
  #time: number | null = null;
  /** Lines up to this one have been read and, if they are messages, answered. */
  #answeredLine: number;
  #firstUnknownLine: number | null = null;
  #lastUnknownLine = 0;

  /** @throws {MillraceError} `bad-input` for an empty channel */
  constructor(
    connection: Pick<Connection, 'pipeline' | 'call'>,
    source: ByteSource,
    plan: FilePlan,
    clock: Clock = realClock,
  ) {
    super(clock);
    this.#connection = connection;
    this.#sender = new BatchSender(connection);
    this.#source = source;
    this.#plan = plan;
    this.#channelOf = channelChooser(plan.target);
    const { timing, fromLine } = plan;
    const timeField = timing.mode === 'recorded' ? timing.field : null;
    this.#reader = new MessageReader(source, { timeField, fromLine });
    this.#schedule = new Schedule(timing);
    this.#answeredLine = fromLine - 1;
    void this.run(
      () => this.#publish(),
      () => this.#source.close().catch(() => {}),
    );
  }

  protected override account(): Omit<FileProgress, keyof JobHead> {
    const now = this.clock.now();
    const { elapsedMs } = this;
    const nextLine = this.#firstUnknownLine ?? this.#answeredLine + 1;
    const { bytesRead, lines, bad, empty } = this.#reader;
    return {
      size: this.#source.size,
      bytesRead,
      lines,
      sent: this.#sent,
      refused: this.#refused,
      unknown: this.#unknown,
      bad,
      empty,
      untimed: this.#untimed,
      bytes: this.#bytes,
      delivered: this.#delivered,
      perSecond: elapsedMs > 0 ? (this.#sent / elapsedMs) * 1_000 : 0,
      nextInMs: this.#nextDue === null ? null : Math.max(0, this.startedAt + this.#nextDue - now),
      time: this.#time,
      nextLine,
      lineAfterUnknown: Math.max(nextLine, this.#lastUnknownLine + 1),
    };
  }

  async #publish(): Promise<void> {
    try {
      await this.#sendAll();
    } catch (error) {
      this.#end(error);
    }
    await Promise.all(this.#underWay);
    if (this.#ending) throw this.#ending;
    this.checkpoint();
  }

  async #sendAll(): Promise<void> {
    const signal = this.stopping;
    let isFirst = true;
    for (;;) {
      const messages = await this.#reader.next();
      if (messages === null || signal.aborted) return;
      this.changes.notify();
      if (isFirst && messages.length > 0) {
        isFirst = false;
        this.#checkFirst(messages[0]!);
      }
      let batch: FileMessage[] = [];
      let bytes = 0;
      let now = this.clock.now();
      for (const message of messages) {
        const due = this.#dueOf(message);
        // The clock is read where that may change something.
        if (due > now && due > (now = this.clock.now())) {
          // What is due goes before the wait.
          await this.#send(batch);
          batch = [];
          bytes = 0;
          await this.#waitUntil(due, signal);
        }
        if (signal.aborted) return;
        if (message.payload.length > ALWAYS_FITS && !(await this.#fits(message))) continue;
        batch.push(message);
        bytes += message.payload.length;
        if (batch.length < BATCH_MESSAGES && bytes < BATCH_BYTES) continue;
        await this.#send(batch);
        batch = [];
        bytes = 0;
      }
      await this.#send(batch);
    }
  }

  /** What would be wrong with every message is an error of the plan, said before anything is sent. */
  #checkFirst(message: FileMessage): void {
    this.#channelOf(message);
    const { timing } = this.#plan;
    if (timing.mode !== 'recorded' || message.time !== null) return;
    throw new MillraceError(
      'bad-input',
      timing.field === null
        ? 'This file is not a recording: its messages have no times. Name the field of each line that holds its time.'
        : `Line ${message.line} has no time at "${timing.field}": neither ISO 8601 nor a number since the epoch.`,
    );
  }

  #dueOf({ time }: FileMessage): number {
    const { timing } = this.#plan;
    if (time === null && timing.mode === 'recorded') this.#untimed++;
    return this.startedAt + this.#schedule.nextDueMs(time);
  }

  async #waitUntil(due: number, signal: AbortSignal): Promise<void> {
    this.#nextDue = due - this.startedAt;
    this.changes.notify();
    await waitUntil(this.clock, due, signal);
    this.#nextDue = null;
  }

  async #fits(message: FileMessage): Promise<boolean> {
    try {
      await checkSize(this.#connection, message.payload.length);
      return true;
    } catch (error) {
      if (!(error instanceof MillraceError) || error.code !== 'too-large') throw error;
      this.#reader.reject(message, error.message);
      return false;
    }
  }

  /** Puts a batch on its way; returns when there is room for the next. */
  async #send(batch: readonly FileMessage[]): Promise<void> {
    if (batch.length === 0) return;
    const sending = this.#answerOf(batch).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    while (this.#underWay.size >= (this.#sender.isSettled ? BATCHES_UNDER_WAY : 1))
      await Promise.race(this.#underWay);
  }

  async #answerOf(batch: readonly FileMessage[]): Promise<void> {
    try {
      this.#count(
        batch,
        await this.#sender.send(
          batch.map(message => ({
            channel: this.#channelOf(message),
            payload: message.payload,
            sharded: this.#isSharded(message),
          })),
        ),
      );
    } catch (error) {
      // Nothing of it was written: there was no connection any more.
      this.#firstUnknownLine = Math.min(this.#firstUnknownLine ?? Infinity, batch[0]!.line);
      this.#end(new Lost('', { cause: error }));
    }
    this.changes.notify();
  }

  /** What was heard on a sharded channel goes to a sharded one, unless one channel was named for all. */
  #isSharded({ sharded }: FileMessage): boolean {
    const { command, target } = this.#plan;
    return command === 'SPUBLISH' || (sharded && target.kind !== 'one');
  }

  #count(batch: readonly FileMessage[], { answered, refused, unknown, receivers, error }: BatchAnswer): void {
    this.#sent += answered - refused;
    this.#refused += refused;
    this.#delivered += receivers;
    for (let index = 0; index < answered - refused; index++) this.#bytes += batch[index]!.payload.length;
    if (answered > 0) {
      const last = batch[answered - 1]!;
      this.#time = last.time ?? this.#time;
      this.#answeredLine = last.line;
    }
    if (unknown > 0) {
      this.#unknown += unknown;
      this.#firstUnknownLine = Math.min(this.#firstUnknownLine ?? Infinity, batch[answered]!.line);
      this.#lastUnknownLine = Math.max(this.#lastUnknownLine, batch[answered + unknown - 1]!.line);
    }
    if (error) this.#end(unknown > 0 ? new Lost('', { cause: error }) : error);
  }

  /** Begins its end, which comes when nothing is under way any more. */
  #end(error: unknown): void {
    this.#ending ??= error instanceof Error ? error : new Error(String(error));
    this.stop();
  }
}
