import { Worker, type Transferable } from 'node:worker_threads';
import { MillraceError } from '#shared/rpc/errors.ts';
import { startWatchdog } from './watchdog.ts';
import { workerUrl, type WorkerSource } from './worker-url.ts';

/** What people read when a thread is ended, or ends by itself. */
export interface ThreadWords {
  /** It needed more memory than it may. @param limit such as "1,024 MB" */
  outOfMemory: (limit: string) => string;
  /** One item took longer than it may. @param limit such as "1 s" */
  tooSlow?: (limit: string) => string;
  /** Anything else: a defect. */
  crashed: (reason: string) => string;
}

/**
 * Of what a thread has just made. Node's own 48 MB, of which each busy thread takes all, save a twentieth of the work; they were a fifth of what a
 * Millrace with a filter, a recording and two pipelines took.
 */
const YOUNG_MB = 12;

export interface WorkerThreadOptions {
  worker: WorkerSource;
  /** For debuggers and process lists. */
  name: string;
  /** What its code finds in `workerData`. */
  data: unknown;
  words: ThreadWords;
  /** Of its heap; undefined: as much as the process may have. */
  memoryLimitMb?: number | undefined;
  /** Of what it has just made: less where what it makes of one item dies with it. */
  youngMb?: number | undefined;
  /** How long it may be at one item; without it nobody watches. */
  item?: { current: () => number | null; limitMs: number } | undefined;
  onMessage: (message: unknown) => void;
  /** Told once, unless it was ended by `end`: `too-large`, `timeout` or `internal`. The thread is over by then. */
  onFailure: (error: MillraceError) => void;
}

/**
 * A worker thread started from source, with bounds: of memory, and of the time it may be at one item. However it ends, what is told is a
 * `MillraceError` in the words of who started it.
 *
 * Two kinds of work use it. What is asked and answers goes through `TaskThreads`, which matches answers with requests and uses threads
 * again. What lives by itself, as a pipeline does, uses it as it is: messages in both directions are its own (`post`, `onMessage`), its
 * heartbeat is `item.current`, and a message that says "ended" is followed by `end()`.
 */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #options: WorkerThreadOptions;
  #endWatch: (() => void) | undefined;
  #isOver = false;

  constructor(options: WorkerThreadOptions) {
    this.#options = options;
    const { worker, name, data, memoryLimitMb, youngMb = YOUNG_MB } = options;
    this.#worker = new Worker(workerUrl(worker), {
      workerData: data,
      name,
      resourceLimits: {
        maxYoungGenerationSizeMb: youngMb,
        ...(memoryLimitMb !== undefined && { maxOldGenerationSizeMb: memoryLimitMb }),
      },
    });
    this.#worker.on('message', options.onMessage);
    this.#worker.on('error', error => this.#fail(this.#explain(error)));
    this.#worker.on('exit', () => this.#fail(this.#explain(new Error('the thread ended'))));
    this.watch(true);
  }

  /** Whether the time that it is at one item is watched: at first it is. Without anything to do it need not be, which costs a timer. */
  watch(yes: boolean): void {
    const { item } = this.#options;
    if (!item || this.#isOver || yes === (this.#endWatch !== undefined)) return;
    if (yes)
      this.#endWatch = startWatchdog({ ...item, onStuck: () => this.#fail(this.#tooSlow(item.limitMs)) });
    else this.#stopWatch();
  }

  post(message: unknown, transfer: readonly Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** Whether it keeps the process alive. */
  keepAlive(yes: boolean): void {
    if (yes) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Ends it at once, whatever it is doing, without telling `onFailure`. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#stopWatch();
    await this.#worker.terminate();
  }

  /** Says that it ends by itself now, which is no failure. */
  letGo(): void {
    this.#isOver = true;
    this.#stopWatch();
  }

  #stopWatch(): void {
    this.#endWatch?.();
    this.#endWatch = undefined;
  }

  #fail(error: MillraceError): void {
    if (this.#isOver) return;
    void this.end();
    this.#options.onFailure(error);
  }

  #tooSlow(limitMs: number): MillraceError {
    const { words } = this.#options;
    const limit = `${limitMs / 1_000} s`;
    return new MillraceError('timeout', words.tooSlow?.(limit) ?? words.crashed(`it took over ${limit}`));
  }

  #explain(error: NodeJS.ErrnoException): MillraceError {
    const { words, memoryLimitMb } = this.#options;
    return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? new MillraceError(
          'too-large',
          words.outOfMemory(
            memoryLimitMb === undefined ? 'it may have' : `${memoryLimitMb.toLocaleString('en-US')} MB`,
          ),
        )
      : new MillraceError('internal', words.crashed(error.message), undefined, { cause: error });
  }
}
