import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { checkpointKey, newCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.ts';
import { carryOver, keepShape } from '../checkpoint/plan-change.ts';
import { WorkerPlace } from '../checkpoint/place.ts';
import {
  canWait,
  encodeCommands,
  REFUSED_OUTSIDE,
  refusalText,
  type RefusedWrite,
} from '../checkpoint/refused.ts';
import type { Sinks } from '../sinks/sinks.ts';
import { classify, mayBeAnotherServer, waitingText } from './classify.ts';
import { writesIn, type Flush } from './flush.ts';
import type { Incidents } from './incidents.ts';
import type { RedisLink } from './redis-link.ts';
import type { FlushOutcome, HowToWrite, ResultsWriter } from './results-writer.ts';
import { noAbilities, probeAbilities, requireCommands } from './server-abilities.ts';
import { Transaction } from './transaction.ts';
import type { TransactionText } from './transaction-text.ts';
import type { TransactionOutcome } from './writes.ts';

/** How long the start of a pipeline waits for a Redis that cannot be reached. */
const START_LIMIT_MS = 10_000;
const RETRY_REFUSED_MS = 1_000;
/** So many fields that take no number are kept while everything else goes on; beyond, somebody has to look. */
const MAX_REFUSED_FIELDS = 1_000;

/** They concern single fields, and few: the next flush takes them along, and nothing waits for them. */
const mayGoOn = (writes: readonly RefusedWrite[]) =>
  writes.length <= MAX_REFUSED_FIELDS && writes.every(canWait);

/**
 * Writes flushes, each in one MULTI/EXEC with the checkpoint, however long that takes: waits where Redis is away or refuses, and finds out what
 * became of a transaction whose reply was cut off.
 */
export class FlushWriter implements ResultsWriter {
  readonly #plan: Plan;
  readonly #source: Plan['file']['source'];
  readonly #reset: boolean;
  readonly #link: RedisLink;
  readonly #sinks: Sinks;
  readonly #incidents: Incidents;
  readonly #lostWrites: () => void;
  readonly #place: WorkerPlace;
  readonly #transaction: Transaction;
  readonly #wakeFromRefusal = new AbortController();
  /** What was refused inside transactions whose other writes were not, and is in the checkpoint. */
  #kept: readonly RefusedWrite[] = [];
  /** The same where the checkpoint does not have it yet. */
  #unkept: readonly RefusedWrite[] = [];
  #retryAt = 0;
  #client: RedisClient | null = null;
  #stopping = false;
  abilities = noAbilities;

  /**
   * @param lostWrites told when Redis has an older state than it had confirmed
   * @param reset drop what an edited file cannot go on from
   */
  constructor(
    plan: Plan,
    worker: string,
    link: RedisLink,
    {
      sinks,
      incidents,
      lostWrites,
      reset,
    }: { sinks: Sinks; incidents: Incidents; lostWrites: () => void; reset: boolean },
  ) {
    this.#plan = plan;
    this.#source = plan.file.source;
    this.#reset = reset;
    this.#link = link;
    this.#sinks = sinks;
    this.#incidents = incidents;
    this.#lostWrites = lostWrites;
    this.#place = new WorkerPlace(checkpointKey(plan, worker));
    this.#transaction = new Transaction(this.#place, sinks.epochs, sinks.all);
  }

  get lastTransaction(): TransactionText {
    return this.#transaction.last;
  }

  /** There is something to write even without events. @param isLast nothing comes after it */
  isDue(now: number, isLast: boolean): boolean {
    const owes = this.#refusedCount > 0 && (isLast || performance.now() >= this.#retryAt);
    return owes || this.#transaction.isDue(now);
  }

  /** Takes the worker's place. @throws {MillraceError} `connect-failed` when Redis cannot be reached within ten seconds */
  async begin(): Promise<Checkpoint> {
    this.#client?.close('start over');
    this.#client = await this.#link.persistentClient('pipeline', { limitMs: START_LIMIT_MS });
    await this.#probe(this.#client);
    // A window cut by a crash goes on in a new epoch; workers that share a source share theirs.
    const isAlone = kindOf(this.#source).sharing(this.#source) === null;
    const commands: Command[] = isAlone
      ? this.#sinks.epochs.map(({ windowsKey }) => ['DEL', windowsKey])
      : [];
    const { key } = this.#place;
    let notes: string[] = [];
    const checkpoint = await this.#place.take(this.#client, found => {
      if (kindOf(this.#source).startsOver)
        return { from: newCheckpoint(key), commands: [['DEL', key], ...commands] };
      const carried = carryOver(found, this.#plan, this.#reset);
      notes = carried.notes;
      return { from: carried.from, commands: [...carried.commands, ...commands] };
    });
    for (const note of notes) this.#incidents.log(note);
    this.#goOnFrom(checkpoint);
    return checkpoint;
  }

  /** Writes fields of the checkpoint by themselves, with their values in turn. */
  async pin(fields: readonly string[]): Promise<void> {
    for (;;) {
      if (this.#client!.closed) await this.#reconcile();
      if (await this.#transaction.keep(this.#client!, fields)) return;
    }
  }

  /** Nothing more will come: a flush that Redis refuses is given up instead of kept. */
  stop(): void {
    this.#stopping = true;
    this.#wakeFromRefusal.abort();
  }

  prepare(flush: Flush): void {
    this.#transaction.prepare(flush);
  }

  /**
   * Carries out one flush, however long it takes.
   *
   * @param now where the stream of events is: what retention counts from
   * @throws {TakenOver}; {MillraceError} when it was refused and the pipeline is being stopped
   */
  async write(flush: Flush, now: number, { isLast, sent }: HowToWrite): Promise<FlushOutcome> {
    let isWritten = false;
    for (;;) {
      try {
        if (!this.#client || this.#client.closed) {
          const outcome = await this.#afterLoss(isWritten);
          if (outcome) return outcome;
          continue;
        }
        // What nobody else has is kept first: as long as it is not written, a crash must not lose it.
        if (this.#unkept.length > 0) {
          await this.#keepUnkept(this.#client);
          continue;
        }
        const holdsUp = !mayGoOn(this.#kept);
        if (isWritten && !holdsUp && !(isLast && this.#kept.length > 0)) {
          this.#tellOfKept();
          return { applied: true, rewindTo: null };
        }
        const part: Flush | null = isWritten || holdsUp ? null : flush;
        const done = await this.#transaction.attempt(this.#client, part, this.#kept, {
          now,
          canScript: this.abilities.canScript,
          sent,
        });
        if (done === null) continue;
        isWritten ||= part !== null;
        await this.#mind(this.#client, done);
        const [first] = this.#kept;
        if (first && (!mayGoOn(this.#kept) || (isWritten && isLast)))
          throw new MillraceError('redis', refusalText(first));
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        if (classify(error) === 'reconnect') {
          this.#client?.close('no answer');
          this.#incidents.problem = waitingText(error);
        } else await this.#heldUpBy(error, this.#refusedCount || writesIn(flush));
      }
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

  /** Another server may answer at the same address, and its clock may be another. */
  async #probe(client: RedisClient): Promise<void> {
    await requireCommands(
      client,
      this.#sinks.all.flatMap(({ needs }) => needs ?? []),
    );
    this.abilities = await probeAbilities(
      client,
      this.#sinks.all.flatMap(({ expiresLike }) => expiresLike ?? []),
    );
  }

  get #refusedCount(): number {
    return this.#kept.length + this.#unkept.length;
  }

  /** Notes what a transaction was refused. */
  async #mind(client: RedisClient, { kept, unkept }: NonNullable<TransactionOutcome>): Promise<void> {
    this.#kept = [];
    this.#unkept = unkept;
    this.#retryAt = performance.now() + RETRY_REFUSED_MS;
    if (kept.length > 0) this.#kept = await this.#transaction.refused(client, kept);
  }

  async #keepUnkept(client: RedisClient): Promise<void> {
    const commands = this.#unkept.map(({ command }) => command);
    if (!(await this.#transaction.keep(client, [REFUSED_OUTSIDE, encodeCommands(commands)]))) return;
    this.#kept = [...this.#kept, ...this.#unkept];
    this.#unkept = [];
  }

  /** Says what is kept while everything else goes on. */
  #tellOfKept(): void {
    const [first, ...others] = this.#kept;
    const more =
      others.length === 0
        ? ''
        : ` ${others.length} more ${others.length === 1 ? 'field is' : 'fields are'} like it.`;
    this.#incidents.problem = first
      ? `${refusalText(first)}.${more} What is added there is kept and tried again each second; everything else goes on.`
      : null;
  }

  /**
   * What became of the transaction that was on its way when the connection was lost; null when it has to be carried out still.
   *
   * @param isWritten that of the flush is known to have been carried out
   */
  async #afterLoss(isWritten: boolean): Promise<FlushOutcome | null> {
    this.#incidents.problem = 'Waiting for Redis: the connection was lost.';
    const before = this.#place.seq;
    const unkept = this.#unkept;
    const found = await this.#reconcile();
    const isAsBefore = found.seq === before;
    if (isAsBefore && found.refusedOutside.length === 0) this.#unkept = unkept;
    const applied = isWritten || found.seq === before + 1;
    const lost = !isAsBefore && (isWritten || found.seq !== before + 1);
    if (lost) this.#lostWrites();
    const { isKeptInRedis, hasPosition } = kindOf(this.#source);
    if (isKeptInRedis || (lost && hasPosition)) return { applied, rewindTo: found };
    return applied ? { applied, rewindTo: null } : null;
  }

  async #reconcile(): Promise<Checkpoint> {
    for (;;) {
      this.#client = await this.#link.persistentClient('pipeline');
      await this.#probe(this.#client);
      const checkpoint = await this.#retake(this.#client);
      if (checkpoint === null) continue;
      if (this.#place.isClaimedFrom(checkpoint))
        this.#incidents.log('Others have claimed entries of this worker, which did not renew them in time.');
      this.#transaction.forget();
      this.#goOnFrom(checkpoint);
      this.#incidents.problem = null;
      return checkpoint;
    }
  }

  /** Null when it has to be tried again, after a while where Redis refuses. */
  async #retake(client: RedisClient): Promise<Checkpoint | null> {
    try {
      return await this.#place.retake(client, [keepShape(this.#plan, this.#place.key)]);
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

  #goOnFrom({ refused, refusedOutside }: Checkpoint): void {
    this.#kept = [...refused, ...refusedOutside].map(command => ({ command, error: '' }));
    this.#unkept = [];
  }

  /** @param writes how many of them wait */
  async #heldUpBy(refusal: MillraceError, writes: number): Promise<void> {
    if (this.#stopping) {
      const { startsOver, hasPosition } = kindOf(this.#source);
      const kept = this.#kept.length > 0 && !startsOver;
      const again =
        hasPosition && this.#refusedCount === 0 ? '; the next start reads their events again' : '';
      const fate = kept
        ? 'are kept in the checkpoint; the next start writes them'
        : `are not written${again}`;
      const message = `${writes} writes were refused by Redis and ${fate}: ${refusal.message}`;
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
