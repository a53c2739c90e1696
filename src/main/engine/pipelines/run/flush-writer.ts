import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { checkpointKey, newCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.ts';
import { WorkerPlace } from '../checkpoint/place.ts';
import type { Sinks } from '../sinks/sinks.ts';
import { classify, mayBeAnotherServer, waitingText } from './classify.ts';
import { newFlush, writesIn, type Flush } from './flush.ts';
import type { Incidents } from './incidents.ts';
import type { RedisLink } from './redis-link.ts';
import { Transaction } from './transaction.ts';

/** How long the start of a pipeline waits for a Redis that cannot be reached. */
const START_LIMIT_MS = 10_000;
const RETRY_REFUSED_MS = 1_000;

export interface FlushOutcome {
  applied: boolean;
  /** Set when memory is to be dropped and everything read again from here. */
  rewindTo: Checkpoint | null;
}

/**
 * Writes flushes, each in one MULTI/EXEC with the checkpoint, however long that takes: waits where Redis is away or refuses, and finds out what
 * became of a transaction whose reply was cut off.
 */
export class FlushWriter {
  readonly #source: Plan['file']['source'];
  readonly #link: RedisLink;
  readonly #sinks: Sinks;
  readonly #incidents: Incidents;
  readonly #lostWrites: () => void;
  readonly #place: WorkerPlace;
  readonly #transaction: Transaction;
  readonly #wakeFromRefusal = new AbortController();
  #client: RedisClient | null = null;
  #stopping = false;
  /** The server runs scripts. */
  canScript = false;

  /** @param lostWrites told when Redis has an older state than it had confirmed */
  constructor(
    plan: Plan,
    worker: string,
    link: RedisLink,
    { sinks, incidents, lostWrites }: { sinks: Sinks; incidents: Incidents; lostWrites: () => void },
  ) {
    this.#source = plan.file.source;
    this.#link = link;
    this.#sinks = sinks;
    this.#incidents = incidents;
    this.#lostWrites = lostWrites;
    this.#place = new WorkerPlace(checkpointKey(plan, worker));
    this.#transaction = new Transaction(this.#place, sinks.epochs, sinks.all);
  }

  /** The newest transaction as redis-cli text, shortened for people, and how many commands it had. */
  get lastTransaction(): { commands: string[]; count: number } {
    return this.#transaction.last;
  }

  /** There is something to write even without events. */
  isDue(now: number): boolean {
    return this.#transaction.isDue(now);
  }

  /** Takes the worker's place. @throws {MillraceError} `connect-failed` when Redis cannot be reached within ten seconds */
  async begin(): Promise<Checkpoint> {
    this.#client = await this.#link.persistentClient('pipeline', { limitMs: START_LIMIT_MS });
    this.canScript = !((await this.#client.pipeline([['EVAL', 'return 1', 0]]))[0] instanceof Error);
    // A window cut by a crash goes on in a new epoch; workers that share a source share theirs.
    const isAlone = kindOf(this.#source).sharing(this.#source) === null;
    const commands: Command[] = isAlone
      ? this.#sinks.epochs.map(({ windowsKey }) => ['DEL', windowsKey])
      : [];
    const { key } = this.#place;
    return this.#place.take(this.#client, found =>
      kindOf(this.#source).startsOver
        ? { from: newCheckpoint(key), commands: [['DEL', key], ...commands] }
        : { from: found, commands },
    );
  }

  /** Writes fields of the checkpoint by themselves, with their values in turn. */
  async pin(fields: readonly string[]): Promise<void> {
    for (;;) {
      const client = this.#client!;
      if (!client.closed && (await this.#place.watch(client, []))) {
        const replies = await client.transaction([['HSET', this.#place.key, ...fields]]);
        if (replies?.[0] instanceof MillraceError) throw replies[0];
        if (replies) return;
      } else await this.#reconcile();
    }
  }

  /** Nothing more will come: a flush that Redis refuses is given up instead of kept. */
  stop(): void {
    this.#stopping = true;
    this.#wakeFromRefusal.abort();
  }

  /**
   * Carries out one flush, however long it takes.
   *
   * @param now where the stream of events is: what retention counts from
   * @throws {TakenOver}; {MillraceError} when it was refused and the pipeline is being stopped
   */
  async write(flush: Flush, now: number): Promise<FlushOutcome> {
    let left = flush;
    for (;;) {
      let refusal: MillraceError;
      try {
        if (!this.#client || this.#client.closed) {
          const outcome = await this.#afterLoss();
          if (outcome) return outcome;
        }
        const done = await this.#transaction.attempt(this.#client!, left, now);
        if (done === null) continue;
        if (done.refused.length === 0) {
          this.#incidents.problem = null;
          return { applied: true, rewindTo: null };
        }
        refusal = done.error!;
        left = newFlush(left.canScript, []);
        left.commands.push(...done.refused);
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        if (classify(error) === 'reconnect') {
          if (this.#client && !this.#client.closed) this.#client.close('no answer');
          this.#incidents.problem = waitingText(error);
          continue;
        }
        refusal = error;
      }
      await this.#heldUpBy(refusal, left);
    }
  }

  /** Reads where the worker stands, after a loss, and takes its place again unless another did. */
  async rewind(): Promise<Checkpoint> {
    this.#client?.close('start over');
    return this.#reconcile();
  }

  close(): void {
    this.#client?.close('the pipeline ended');
  }

  /** What became of the transaction that was on its way when the connection was lost; null when it has to be carried out still. */
  async #afterLoss(): Promise<FlushOutcome | null> {
    this.#incidents.problem = 'Waiting for Redis: the connection was lost.';
    const before = this.#place.seq;
    const found = await this.#reconcile();
    const applied = found.seq === before + 1;
    const lost = !applied && found.seq !== before;
    if (lost) this.#lostWrites();
    const { isKeptInRedis, hasPosition } = kindOf(this.#source);
    if (isKeptInRedis || (lost && hasPosition)) return { applied, rewindTo: found };
    return applied ? { applied, rewindTo: null } : null;
  }

  async #reconcile(): Promise<Checkpoint> {
    for (;;) {
      this.#client = await this.#link.persistentClient('pipeline');
      const checkpoint = await this.#retake(this.#client);
      if (checkpoint === null) continue;
      if (this.#place.isClaimedFrom(checkpoint))
        this.#incidents.log('Others have claimed entries of this worker, which did not renew them in time.');
      this.#transaction.forget();
      this.#incidents.problem = null;
      return checkpoint;
    }
  }

  /** Null when it has to be tried again, after a while where Redis refuses. */
  async #retake(client: RedisClient): Promise<Checkpoint | null> {
    try {
      return await this.#place.retake(client);
    } catch (error) {
      if (this.#stopping || !(error instanceof MillraceError)) throw error;
      const remedy = classify(error);
      if (remedy === 'end') throw error;
      client.close('start over');
      this.#incidents.problem = waitingText(error);
      await pause(RETRY_REFUSED_MS, this.#wakeFromRefusal.signal);
      return null;
    }
  }

  async #heldUpBy(refusal: MillraceError, flush: Flush): Promise<void> {
    const writes = writesIn(flush);
    if (this.#stopping) {
      const message = `${writes} writes were refused by Redis and are not written: ${refusal.message}`;
      throw new MillraceError('redis', message, refusal.detail, { cause: refusal });
    }
    // Whoever publishes on a channel does not wait for us: what comes meanwhile is kept as far as there is room.
    const lost = kindOf(this.#source).waits
      ? `Nothing is lost: ${writes} writes wait, and the source with them.`
      : `Nothing is lost so far: ${writes} writes wait.`;
    this.#incidents.problem = `Redis refuses the results: ${refusal.message} ${lost}`;
    if (mayBeAnotherServer(refusal)) this.#client!.close('it refuses to write');
    else await this.#client!.call('UNWATCH').catch(() => {});
    await pause(RETRY_REFUSED_MS, this.#wakeFromRefusal.signal);
  }
}
