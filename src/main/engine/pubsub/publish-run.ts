import type { PublishProgress } from '#shared/contract/pubsub.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes, pause } from '../changes.ts';
import { asNumber } from '../connections/replies.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command } from '../connections/redis-client.ts';
import { checkSize, publishCommand } from './publish.ts';
import type { PayloadMaker } from './publish-template.ts';

/** What travels together, at most. */
const BATCH_MESSAGES = 500;
const BATCH_BYTES = 2 ** 20;
/** Slower rates wait for each message, faster ones send what is due this often. */
const TICK_MS = 5;
const TOLD_EVERY_MS = 100;
/** Timers know no waits of a month. */
const LONGEST_PAUSE_MS = 60_000;

export interface PublishPlan {
  channel: Buffer;
  /** To the sharded channel of this name. */
  sharded?: boolean;
  /** The run closes it. */
  payloads: PayloadMaker;
  count: number;
  /** Null: as fast as the server answers. */
  perSecond: number | null;
}

/** Publishes many messages at a rate. It counts what the server has answered, and ends by itself at the first refusal. */
export class PublishRun {
  readonly #connection: Connection;
  readonly #plan: PublishPlan;
  readonly #changes = new Changes();
  readonly #stopped = new AbortController();
  readonly #startedAt = performance.now();
  #endedAt: number | undefined;
  #sent = 0;
  #bytes = 0;
  #delivered = 0;
  #state: PublishProgress['state'] = 'running';
  #problem: string | null = null;

  constructor(connection: Connection, plan: PublishPlan) {
    this.#connection = connection;
    this.#plan = plan;
    void this.#run();
  }

  /** Ends it after the messages that are under way. */
  stop(): void {
    this.#stopped.abort();
  }

  /** Its progress until it has ended, the end included. Whoever stops looking stops it. */
  async *progress(signal: AbortSignal): AsyncGenerator<PublishProgress> {
    try {
      for await (const state of this.#changes.states(() => this.#progress(), signal, TOLD_EVERY_MS)) {
        yield state;
        if (state.state !== 'running') return;
      }
    } finally {
      this.stop();
    }
  }

  #progress(): PublishProgress {
    const elapsedMs = (this.#endedAt ?? performance.now()) - this.#startedAt;
    return {
      state: this.#state,
      problem: this.#problem,
      sent: this.#sent,
      count: this.#plan.count,
      bytes: this.#bytes,
      delivered: this.#delivered,
      elapsedMs,
      perSecond: elapsedMs > 0 ? (this.#sent / elapsedMs) * 1_000 : 0,
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const { count } = this.#plan;
    try {
      while (this.#sent < count && !signal.aborted) {
        const wait = this.#dueAt(this.#sent) - performance.now();
        if (wait > 0) await pause(Math.min(Math.max(wait, TICK_MS), LONGEST_PAUSE_MS), signal);
        else await this.#sendDue();
      }
      this.#state = this.#sent < count ? 'stopped' : 'done';
    } catch (error) {
      this.#state = 'failed';
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.#plan.payloads.close();
    this.#endedAt = performance.now();
    this.#changes.notify();
  }

  /** When message number `index` is due. */
  #dueAt(index: number): number {
    const { perSecond } = this.#plan;
    return perSecond === null ? 0 : this.#startedAt + (index * 1_000) / perSecond;
  }

  async #sendDue(): Promise<void> {
    const { channel, sharded = false, payloads, count } = this.#plan;
    const command = publishCommand(sharded);
    const now = performance.now();
    const most = Math.min(count - this.#sent, BATCH_MESSAGES);
    let due = 1;
    while (due < most && this.#dueAt(this.#sent + due) <= now) due++;
    const batch = await payloads.next(due, BATCH_BYTES);
    for (const { length } of batch) await checkSize(this.#connection, length);
    const commands = batch.map((payload): Command => [command, channel, payload]);
    for (const [index, reply] of (await this.#connection.pipeline(commands)).entries()) {
      if (reply instanceof MillraceError) throw reply;
      this.#sent++;
      this.#bytes += batch[index]!.length;
      this.#delivered += asNumber(reply);
    }
    this.#changes.notify();
  }
}
