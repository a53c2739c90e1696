import { commandText } from '#shared/redis/command-text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { pause } from '../../changes.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import { beginCheckpoint, checkpointKey, TakenOver, type Checkpoint } from '../checkpoint/checkpoint.ts';
import { Epochs } from '../checkpoint/epochs.ts';
import { ackCommands, type Flush } from './flush.ts';
import type { RedisLink } from './redis-link.ts';
import { Retention } from '../checkpoint/retention.ts';
import type { KeyTypes } from '../sinks/redis-writes.ts';

/** How long the start of a pipeline waits for a Redis that cannot be reached. */
const START_LIMIT_MS = 10_000;
const RETRY_REFUSED_MS = 1_000;
/** Keys whose type has been looked at; beyond it they are looked at again. */
const MAX_VERIFIED = 200_000;
const SHOWN_COMMANDS = 40;
const SHOWN_ARGUMENTS = 12;
const SHOWN_CHARACTERS = 80;

export interface FlushOutcome {
  applied: boolean;
  /** Set when memory is to be dropped and everything read again from here. */
  rewindTo: Checkpoint | null;
}

/** `seq` is what the checkpoint holds when, and only when, the flush has been carried out. */
type NumberedFlush = Flush & { seq: number };

export interface FlushReports {
  log(message: string): void;
  /** What holds the pipeline up now, or null. */
  problem(message: string | null): void;
  /** Redis has an older state than it had confirmed. */
  lostWrites(): void;
}

/**
 * Writes flushes, each in one MULTI/EXEC with the checkpoint, and finds out what became of one whose reply was cut off. Only the newest start of
 * a worker can write: every transaction watches the checkpoint and has read its own fence there.
 */
export class FlushWriter {
  readonly checkpointKey: string;
  readonly #plan: Plan;
  readonly #link: RedisLink;
  readonly #reports: FlushReports;
  readonly #group: string | null;
  readonly #soleWorker: boolean;
  readonly #epochs = new Map<string, Epochs>();
  readonly #retentions: Retention[] = [];
  readonly #verified = new Set<string>();
  #client: RedisClient | null = null;
  #fence = '';
  #seq = 0;
  #stopping = false;
  #wakeFromRefusal = new AbortController();
  canScript = false;
  #lastCommands: Command[] = [];
  #lastCount = 0;

  constructor(plan: Plan, worker: string, link: RedisLink, reports: FlushReports) {
    const { source } = plan.file;
    this.#plan = plan;
    this.#link = link;
    this.#reports = reports;
    this.checkpointKey = checkpointKey(plan, worker);
    this.#group = source.type === 'stream' ? (source.group ?? null) : null;
    this.#soleWorker = this.#group === null;
    for (const { sink } of plan.merging) {
      if (sink.type === 'leaderboard' && sink.key.includes('{epoch}'))
        this.#epochs.set(sink.epochKey, new Epochs(sink.epochKey));
      if (sink.type === 'timeSeries' && sink.retention !== undefined && plan.windower?.kind === 'fixed')
        this.#retentions.push(new Retention(sink, plan.windower));
    }
  }

  /** The newest transaction as redis-cli text, shortened for people, and how many commands it had. */
  get lastTransaction(): { commands: string[]; count: number } {
    const short = (argument: Command[number]) => {
      const text = typeof argument === 'object' ? argument.subarray(0, SHOWN_CHARACTERS) : String(argument);
      return typeof text === 'string' && text.length > SHOWN_CHARACTERS
        ? `${text.slice(0, SHOWN_CHARACTERS)}...`
        : text;
    };
    return {
      commands: this.#lastCommands.map(command => commandText(command.slice(0, SHOWN_ARGUMENTS).map(short))),
      count: this.#lastCount,
    };
  }

  /** There is something to write even without events. */
  isDue(now: number): boolean {
    return this.#retentions.some(retention => retention.isDue(now));
  }

  /** Takes the worker's place. @throws {MillraceError} `connect-failed` when Redis cannot be reached within ten seconds */
  async begin(): Promise<Checkpoint> {
    this.#client = await this.#link.persistentClient('pipeline', { limitMs: START_LIMIT_MS });
    this.canScript = !((await this.#client.pipeline([['EVAL', 'return 1', 0]]))[0] instanceof Error);
    // A window cut by a crash goes on in a new epoch; workers of a group share theirs.
    const alongside: Command[] = this.#soleWorker
      ? [...this.#epochs.values()].map(({ windowsKey }) => ['DEL', windowsKey])
      : [];
    const checkpoint = await beginCheckpoint(this.#client, this.checkpointKey, alongside);
    this.#adopt(checkpoint!);
    return checkpoint!;
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
  async write(flush: Flush, now: number, rewindsOnReconnect: boolean): Promise<FlushOutcome> {
    let pending: NumberedFlush = { ...flush, seq: this.#seq + 1 };
    for (;;) {
      let refusal: MillraceError;
      try {
        if (!this.#client || this.#client.closed) {
          this.#reports.problem('Waiting for Redis: the connection was lost.');
          const found = await this.#reconcile();
          const applied = found.seq === pending.seq;
          const lost = !applied && found.seq !== pending.seq - 1;
          if (lost) this.#reports.lostWrites();
          const positioned =
            this.#plan.file.source.type === 'stream' || this.#plan.file.source.type === 'sse';
          if (rewindsOnReconnect || (lost && positioned)) return { applied, rewindTo: found };
          if (applied) return { applied, rewindTo: null };
          if (lost) pending = Object.assign({}, pending, { seq: found.seq + 1 });
        }
        const failed = await this.#attempt(pending, now);
        if (failed === null) continue;
        this.#seq = pending.seq;
        if (failed.commands.length === 0) {
          this.#reports.problem(null);
          return { applied: true, rewindTo: null };
        }
        // EXEC does not roll back: what was refused is all that is left to do.
        refusal = failed.error!;
        pending = {
          seq: pending.seq + 1,
          commands: failed.commands,
          rankings: [],
          acks: new Map(),
          types: new Map(),
          set: [],
          remove: [],
        };
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        if (error.code === 'disconnected' || error.code === 'timeout' || error.code === 'connect-failed') {
          if (this.#client && !this.#client.closed) this.#client.close('no answer');
          this.#reports.problem(`Waiting for Redis: ${error.message}`);
          continue;
        }
        refusal = error;
      }
      await this.#heldUpBy(refusal, pending);
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

  /**
   * After a cut connection its last transaction may still be on its way: raising the fence changes the key that it watches, so that it can no
   * longer be carried out after we have looked.
   */
  async #reconcile(): Promise<Checkpoint> {
    for (;;) {
      this.#client = await this.#link.persistentClient('pipeline');
      const client = this.#client;
      const [, fence] = await client.pipeline([
        ['WATCH', this.checkpointKey],
        ['HGET', this.checkpointKey, 'fence'],
      ]);
      if (fence instanceof MillraceError) throw fence;
      if (fence !== null && BigInt(asText(fence)) > BigInt(this.#fence)) throw new TakenOver();
      const checkpoint = await beginCheckpoint(client, this.checkpointKey);
      if (checkpoint === null) continue;
      this.#adopt(checkpoint);
      this.#verified.clear();
      for (const epochs of this.#epochs.values()) epochs.forget();
      this.#reports.problem(null);
      return checkpoint;
    }
  }

  #adopt(checkpoint: Checkpoint): void {
    this.#fence = checkpoint.fence;
    this.#seq = checkpoint.seq;
  }

  /** @returns null when it has to be tried again; else what failed inside EXEC */
  async #attempt(
    flush: NumberedFlush,
    now: number,
  ): Promise<{ commands: Command[]; error: MillraceError | null } | null> {
    const client = this.#client!;
    const watched =
      flush.rankings.length > 0 ? [...this.#epochs.values()].flatMap(epochs => epochs.watched) : [];
    const [watch, state] = await client.pipeline([
      ['WATCH', this.checkpointKey, ...watched],
      ['HMGET', this.checkpointKey, 'fence', 'seq'],
    ]);
    if (watch instanceof MillraceError) throw watch;
    if (state instanceof MillraceError) throw state;
    const [fence, seq] = (state as Reply[]).map(value => (value === null ? null : asText(value)));
    if (fence !== this.#fence || Number(seq ?? 0) !== flush.seq - 1) {
      if (fence !== null && fence !== undefined && BigInt(fence) > BigInt(this.#fence)) throw new TakenOver();
      // The same server with an older state, without our connection having been cut: look again as after a loss.
      client.close('the checkpoint is not as it was left');
      return null;
    }

    const types: KeyTypes = new Map(flush.types);
    const allocated: [Epochs, ReadonlyMap<number, number>][] = [];
    const commands = [...flush.commands];
    for (const { sink, window, commands: ranks } of flush.rankings) {
      const epochs = this.#epochs.get(sink.epochKey);
      let number = allocated.find(([of]) => of === epochs)?.[1].get(window);
      if (epochs && number === undefined) {
        const windows = [
          ...new Set(
            flush.rankings.filter(other => other.sink.epochKey === sink.epochKey).map(other => other.window),
          ),
        ];
        const { numbers, commands: allocation } = await epochs.allocate(
          client,
          windows.sort((a, b) => a - b),
        );
        allocated.push([epochs, numbers]);
        commands.push(...allocation);
        number = numbers.get(window);
      }
      const key = sink.key.replaceAll('{epoch}', String(number)).replaceAll('{window}', String(window));
      types.set(key, 'zset');
      for (const rank of ranks) commands.push(rank(key));
    }
    await this.#verifyTypes(client, types);
    const swept = this.#retentions.filter(retention => retention.isDue(now));
    for (const retention of swept)
      commands.push(...(await retention.sweep(client, now, new Set(types.keys()))));
    if (this.#group !== null) commands.push(...ackCommands(this.#group, flush.acks));
    const results = commands.length;
    commands.push(['HSET', this.checkpointKey, 'seq', flush.seq, ...flush.set]);
    if (flush.remove.length > 0) commands.push(['HDEL', this.checkpointKey, ...flush.remove]);

    const replies = await client.transaction(commands);
    if (replies === null) return null;
    this.#lastCommands = commands.slice(-SHOWN_COMMANDS);
    this.#lastCount = commands.length;
    for (const [epochs, numbers] of allocated) epochs.confirm(numbers);
    for (const retention of swept) retention.done(now);
    for (const retention of this.#retentions) retention.wrote(types.keys());
    const failed = commands.slice(0, results).filter((_, index) => replies[index] instanceof MillraceError);
    return {
      commands: failed,
      error: replies.find(reply => reply instanceof MillraceError) ?? null,
    };
  }

  /** Looks at keys before they are written for the first time: inside EXEC it would be too late. */
  async #verifyTypes(client: RedisClient, types: KeyTypes): Promise<void> {
    const unknown = [...types].filter(([key]) => !this.#verified.has(key));
    if (unknown.length === 0) return;
    const replies = await client.pipeline(unknown.map(([key]) => ['TYPE', key]));
    for (const [index, [key, type]] of unknown.entries()) {
      const reply = replies[index]!;
      if (reply instanceof MillraceError) throw reply;
      const found = asText(reply);
      if (found !== type && found !== 'none') {
        throw new MillraceError(
          'redis',
          `The key "${key}" holds a ${found}; this pipeline needs a ${type} there. Rename or delete it, or give the sink another key.`,
          { code: 'WRONGTYPE', reply: `${key} is a ${found}` },
        );
      }
    }
    if (this.#verified.size > MAX_VERIFIED) this.#verified.clear();
    for (const [key] of unknown) this.#verified.add(key);
  }

  async #heldUpBy(refusal: MillraceError, flush: Flush): Promise<void> {
    const writes = flush.commands.length + flush.rankings.length;
    const { type } = this.#plan.file.source;
    // Whoever publishes on a channel does not wait for us: what comes meanwhile is kept as far as there is room.
    const sourceWaits = type !== 'channel' && type !== 'keyspace';
    const lost = sourceWaits
      ? `Nothing is lost: ${writes} writes wait, and the source with them.`
      : `Nothing is lost so far: ${writes} writes wait.`;
    const message = `Redis refuses the results: ${refusal.message} ${lost}`;
    if (this.#stopping) {
      throw new MillraceError(
        'redis',
        `${writes} writes were refused by Redis and are not written: ${refusal.message}`,
        refusal.detail,
        {
          cause: refusal,
        },
      );
    }
    this.#reports.problem(message);
    await this.#client!.call('UNWATCH').catch(() => {});
    await pause(RETRY_REFUSED_MS, this.#wakeFromRefusal.signal);
  }
}
