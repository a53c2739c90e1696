import type { PublishProgress } from '#shared/contract/pubsub.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asNumber } from '../connections/replies.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command } from '../connections/redis-client.ts';
import { Job, type JobHead } from '../jobs/job.ts';
import { Pacer } from '../jobs/pacer.ts';
import { checkSize, publishCommand } from './publish.ts';
import type { PayloadMaker } from '../templates/templates.ts';

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
  readonly #pacer: Pacer;
  #sent = 0;
  #bytes = 0;
  #delivered = 0;

  constructor(connection: Connection, plan: PublishPlan) {
    super();
    this.#connection = connection;
    this.#plan = plan;
    this.#pacer = new Pacer(this.clock, this.startedAt, plan.perSecond);
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
      await this.#sendDue();
    }
  }

  async #sendDue(): Promise<void> {
    const { channel, sharded = false, payloads, count } = this.#plan;
    const due = await this.#pacer.due(Math.min(count - this.#sent, BATCH_MESSAGES), this.stopping);
    this.checkpoint();
    const batch = await payloads.next(due, BATCH_BYTES);
    this.#pacer.sent(batch.length);
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
