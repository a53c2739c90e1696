import { Worker } from 'node:worker_threads';
import { fromErrorData, MillraceError } from '#shared/rpc/errors.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import type { FromPipeline, Order, PipelineLook, PipelineStart, ToPipeline } from './pipeline-messages.ts';
import type { RedisAccess } from '../run/redis-link.ts';
import type { Row } from '../sinks/rows.ts';
import type { PipelineStatus } from '../run/status.ts';
import { startWatchdog } from '../../threads/watchdog.ts';
import { workerUrl } from '../../threads/worker-url.ts';

/** An event that takes longer than this ends the pipeline. */
const EVENT_LIMIT_MS = 1_000;
/** A pipeline that holds more than this, whatever its limits say, has gone wrong. */
const MEMORY_LIMIT_MB = 2_048;

export interface PipelineThreadOptions {
  file: NamedPipeline;
  access: RedisAccess;
  offline?: boolean;
  userAgent: string;
  watched?: boolean;
  /** Drop what the checkpoint has and an edited file cannot go on from, instead of failing with `conflict`. */
  reset?: boolean;
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
  readonly #worker: Worker;
  readonly #options: PipelineThreadOptions;
  readonly #heartbeat = new SharedArrayBuffer(4);
  readonly #looks = new Map<number, (look: PipelineLook | null) => void>();
  #lookId = 0;
  #isOver = false;
  #status: PipelineStatus | null = null;
  readonly #settle: { ready: () => void; resolve: () => void; reject: (error: unknown) => void };
  readonly #endWatch: () => void;

  constructor(options: PipelineThreadOptions) {
    const { file, access, offline = false, userAgent, watched = false, reset = false } = options;
    this.file = file;
    this.#options = options;
    const readiness = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    this.#settle = { ready: readiness.resolve, resolve: end.resolve, reject: end.reject };
    this.ended = end.promise;
    this.ready = Promise.race([readiness.promise, this.ended]);
    this.ready.catch(() => {});
    void this.ended.catch(() => {}).then(() => this.#endLooks());
    const workerData: PipelineStart = {
      file,
      access,
      offline,
      userAgent,
      watched,
      reset,
      heartbeat: this.#heartbeat,
    };
    this.#worker = new Worker(workerUrl('./pipelines/thread/pipeline-worker.ts'), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      name: file.id,
    });
    this.#worker.on('message', (message: FromPipeline) => void this.#hear(message));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread ended')));
    this.#endWatch = this.#watchEvents();
  }

  /** The newest counters; null before the first. */
  get status(): PipelineStatus | null {
    return this.#status;
  }

  tell(order: Order): void {
    this.#send({ type: 'order', order });
  }

  /** Open windows, samples and the last transaction; null when it has ended. */
  look(maxOpenRows: number): Promise<PipelineLook | null> {
    if (this.#isOver) return Promise.resolve(null);
    return new Promise(resolve => {
      const id = ++this.#lookId;
      this.#looks.set(id, resolve);
      this.#send({ type: 'look', id, maxOpenRows });
    });
  }

  /** Ends it at once, whatever it is doing. */
  async kill(reason: MillraceError): Promise<void> {
    this.#settle.reject(reason);
    this.#endWatch();
    await this.#worker.terminate();
  }

  #endLooks(): void {
    this.#isOver = true;
    for (const resolve of this.#looks.values()) resolve(null);
    this.#looks.clear();
  }

  #send(message: ToPipeline): void {
    this.#worker.postMessage(message);
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
      case 'looked':
        this.#looks.get(message.id)?.(message.look);
        this.#looks.delete(message.id);
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
        this.#endWatch();
        if (message.status) {
          this.#status = message.status;
          this.#options.status?.(message.status);
        }
        return message.error ? this.#settle.reject(fromErrorData(message.error)) : this.#settle.resolve();
    }
  }

  #fail(error: Error): void {
    this.#endWatch();
    const isMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#settle.reject(
      isMemory
        ? new MillraceError(
            'too-large',
            `"${this.file.name}" needed more than ${MEMORY_LIMIT_MB} MB and was ended. Look for an expression that builds large values, or lower its limits.`,
          )
        : new MillraceError(
            'internal',
            `"${this.file.name}" ended unexpectedly: ${error.message}`,
            undefined,
            { cause: error },
          ),
    );
  }

  /** The counter is odd while an event is being processed. */
  #watchEvents(): () => void {
    const counter = new Int32Array(this.#heartbeat);
    return startWatchdog({
      current: () => {
        const count = Atomics.load(counter, 0);
        return count % 2 === 0 ? null : count;
      },
      limitMs: EVENT_LIMIT_MS,
      onStuck: () => {
        const message = `"${this.file.name}": one event took over ${EVENT_LIMIT_MS / 1000} s to process, and the pipeline was ended. Look for an expression that loops over large lists.`;
        void this.kill(new MillraceError('timeout', message));
      },
    });
  }
}
