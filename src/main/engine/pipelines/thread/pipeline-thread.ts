import { fromErrorData, type MillraceError } from '#shared/rpc/errors.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import type {
  FromPipeline,
  Order,
  PipelineSnapshot,
  PipelineStart,
  ToPipeline,
} from './pipeline-messages.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import type { Row } from '../sinks/rows.ts';
import type { PipelineStatus } from '../run/status.ts';
import { WorkerThread } from '../../threads/worker-thread.ts';

/** An event that takes longer than this ends the pipeline. */
const EVENT_LIMIT_MS = 1_000;
/** A pipeline that holds more than this, whatever its limits say, has gone wrong. */
const MEMORY_LIMIT_MB = 2_048;

export interface PipelineThreadOptions {
  file: NamedPipeline;
  access: RedisAccess;
  offline?: boolean;
  /** Its file came from elsewhere: its hosts' names lead to public addresses alone. */
  imported?: boolean;
  userAgent: string;
  watched?: boolean;
  /** Drop what the checkpoint has and an edited file cannot go on from, instead of failing with `conflict`. */
  reset?: boolean;
  /** Nothing is written, nor changed by reading. */
  dry?: boolean;
  log(message: string): void;
  writeStdout(text: string): Promise<void>;
  rows?(rows: readonly Row[]): void;
  status?(status: PipelineStatus): void;
}

/** One pipeline in a thread of its own: no expression and no decoder holds up anything else. */
export class PipelineThread {
  readonly file: NamedPipeline;
  /** Resolves when nothing that is sent from now on is missed. Rejects when it could not start. */
  readonly ready: Promise<void>;
  /** Resolves at its end. Rejects with what ended it: `conflict` when it was taken over. */
  readonly ended: Promise<void>;
  readonly #thread: WorkerThread;
  readonly #options: PipelineThreadOptions;
  readonly #snapshots = new Map<number, (snapshot: PipelineSnapshot | null) => void>();
  #snapshotId = 0;
  #isOver = false;
  #status: PipelineStatus | null = null;
  #lastSnapshot: PipelineSnapshot | null = null;
  readonly #settle: { ready: () => void; resolve: () => void; reject: (error: unknown) => void };

  constructor(options: PipelineThreadOptions) {
    const {
      file,
      access,
      offline = false,
      imported = false,
      userAgent,
      watched = false,
      reset = false,
      dry = false,
    } = options;
    this.file = file;
    this.#options = options;
    const readiness = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    this.#settle = { ready: readiness.resolve, resolve: end.resolve, reject: end.reject };
    this.ended = end.promise;
    this.ready = Promise.race([readiness.promise, this.ended]);
    this.ready.catch(() => {});
    void this.ended.catch(() => {}).then(() => this.#endSnapshots());
    const heartbeat = new SharedArrayBuffer(4);
    const counter = new Int32Array(heartbeat);
    const data: PipelineStart = {
      file,
      access,
      offline,
      imported,
      userAgent,
      watched,
      reset,
      dry,
      heartbeat,
    };
    this.#thread = new WorkerThread({
      worker: './pipelines/thread/pipeline-worker.ts',
      name: file.id,
      data,
      words: {
        outOfMemory: limit =>
          `"${file.name}" needed more than ${limit} and was stopped. Look for an expression that builds large values, or lower its limits.`,
        tooSlow: limit =>
          `"${file.name}": one event took over ${limit} to process, so the pipeline was stopped. Look for an expression that loops over large lists.`,
        crashed: reason => `"${file.name}" ended unexpectedly: ${reason}`,
      },
      memoryLimitMb: MEMORY_LIMIT_MB,
      item: { current: () => currentEvent(counter), limitMs: EVENT_LIMIT_MS },
      onMessage: message => void this.#hear(message as FromPipeline),
      onFailure: end.reject,
    });
  }

  /** What was inside at its end; null before that, and where it ended without a word. */
  get lastSnapshot(): PipelineSnapshot | null {
    return this.#lastSnapshot;
  }

  /** The newest counters; null before the first. */
  get status(): PipelineStatus | null {
    return this.#status;
  }

  tell(order: Order): void {
    this.#send({ type: 'order', order });
  }

  /** Open windows, samples and the last transaction; null when it has ended. */
  snapshot(maxOpenRows: number): Promise<PipelineSnapshot | null> {
    if (this.#isOver) return Promise.resolve(null);
    return new Promise(resolve => {
      const id = ++this.#snapshotId;
      this.#snapshots.set(id, resolve);
      this.#send({ type: 'snapshot', id, maxOpenRows });
    });
  }

  /** Ends it at once, whatever it is doing. */
  async kill(reason: MillraceError): Promise<void> {
    this.#settle.reject(reason);
    await this.#thread.end();
  }

  #endSnapshots(): void {
    this.#isOver = true;
    for (const resolve of this.#snapshots.values()) resolve(null);
    this.#snapshots.clear();
  }

  #send(message: ToPipeline): void {
    this.#thread.post(message);
  }

  async #hear(message: FromPipeline): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#settle.ready();
      case 'log':
        return this.#options.log(message.message);
      case 'rows':
        return this.#options.rows?.(message.rows);
      case 'status':
        this.#status = message.status;
        return this.#options.status?.(message.status);
      case 'snapshot':
        this.#snapshots.get(message.id)?.(message.snapshot);
        this.#snapshots.delete(message.id);
        return undefined;
      case 'stdout': {
        const { id, text } = message;
        await this.#options.writeStdout(text).then(
          () => this.#send({ type: 'written', id }),
          (error: unknown) =>
            this.#send({
              type: 'written',
              id,
              error: error instanceof Error ? error.message : String(error),
            }),
        );
        return undefined;
      }
      case 'ended':
        this.#thread.letGo();
        this.#lastSnapshot = message.snapshot;
        if (message.status) {
          this.#status = message.status;
          this.#options.status?.(message.status);
        }
        return message.error ? this.#settle.reject(fromErrorData(message.error)) : this.#settle.resolve();
    }
  }
}

/** Its number while an event is being processed: the counter is odd then. */
function currentEvent(counter: Int32Array): number | null {
  const count = Atomics.load(counter, 0);
  return count % 2 === 0 ? null : count;
}
