import type { PublishProgress } from '#shared/contract/pubsub.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asNumber } from '../connections/replies.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command } from '../connections/redis-client.ts';
import { waitUntil } from '../jobs/clock.ts';
import { Job, type JobHead } from '../jobs/job.ts';
import { Schedule } from '../jobs/schedule.ts';
import { checkSize, publishCommand } from './publish.ts';
import type { PayloadMaker } from './publish-template.ts';

/** What travels together, at most. */
const BATCH_MESSAGES = 500;
const BATCH_BYTES = 2 ** 20;

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
export class PublishRun extends Job<Omit<PublishProgress, keyof JobHead>> {
  readonly #connection: Connection;
  readonly #plan: PublishPlan;
  readonly #schedule: Schedule;
  /** Messages that are due and not yet sent; the one after them is due at `#nextDue`. */
  #due = 0;
  #nextDue: number;
  #sent = 0;
  #bytes = 0;
  #delivered = 0;

  constructor(connection: Connection, plan: PublishPlan) {
    super();
    this.#connection = connection;
    this.#plan = plan;
    const { perSecond } = plan;
    this.#schedule = new Schedule(perSecond === null ? { mode: 'fast' } : { mode: 'rate', perSecond });
    this.#nextDue = this.#dueOfNext();
    void this.run(
      () => this.#sendAll(),
      () => plan.payloads.close(),
    );
  }

  protected override account(): Omit<PublishProgress, keyof JobHead> {
    const { elapsedMs } = this;
    return {
      sent: this.#sent,
      count: this.#plan.count,
      bytes: this.#bytes,
      delivered: this.#delivered,
      perSecond: elapsedMs > 0 ? (this.#sent / elapsedMs) * 1_000 : 0,
    };
  }

  async #sendAll(): Promise<void> {
    while (this.#sent < this.#plan.count) {
      this.checkpoint();
      if (this.#due === 0) await waitUntil(this.clock, this.#nextDue, this.stopping);
      this.checkpoint();
      await this.#sendDue();
    }
  }

  #dueOfNext(): number {
    return this.startedAt + this.#schedule.nextDueMs(null);
  }

  async #sendDue(): Promise<void> {
    const { channel, sharded = false, payloads, count } = this.#plan;
    const now = this.clock.now();
    const most = Math.min(count - this.#sent, BATCH_MESSAGES);
    while (this.#due < most && this.#nextDue <= now) {
      this.#due++;
      this.#nextDue = this.#dueOfNext();
    }
    const batch = await payloads.next(this.#due, BATCH_BYTES);
    this.#due -= batch.length;
    for (const { length } of batch) await checkSize(this.#connection, length);
    const command = publishCommand(sharded);
    const commands = batch.map((payload): Command => [command, channel, payload]);
    for (const [index, reply] of (await this.#connection.pipeline(commands)).entries()) {
      if (reply instanceof MillraceError) throw reply;
      this.#sent++;
      this.#bytes += batch[index]!.length;
      this.#delivered += asNumber(reply);
    }
    this.changes.notify();
  }
}
