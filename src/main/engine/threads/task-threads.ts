import type { Transferable } from 'node:worker_threads';
import { fromErrorData, MillraceError } from '#shared/rpc/errors.ts';
import { AT, type FromTasks, type ToTasks } from './task-messages.ts';
import { WorkerThread, type ThreadWords } from './worker-thread.ts';
import type { WorkerSource } from './worker-url.ts';

/** Threads that have nothing to do, per kind; more are let go at once. */
const IDLE_THREADS = 2;
const IDLE_MS = 30_000;
/** A filter with half of what other threads have is no slower. */
const YOUNG_MB = 6;

export interface TaskThreadsOptions {
  /** Its file calls `serveTasks`. */
  worker: WorkerSource;
  name: string;
  words: ThreadWords;
  memoryLimitMb?: number;
  /** One item that takes longer ends the thread. */
  itemLimitMs?: number;
}

/** A piece of work in a thread of its own. Requests are answered one after the other. */
export interface ThreadTask<Request, Answer> {
  /** Resolves when it has begun. Rejects with why it could not. */
  readonly begun: Promise<void>;
  /**
   * @throws {MillraceError} what the task threw; `too-large`, `timeout` (`detail.item` is the item it was at) or `internal` when the
   *   thread ended, for all requests from then on; `cancelled` when the task was closed
   */
  ask(request: Request, transfer?: readonly Transferable[]): Promise<Answer>;
  /** Gives the thread back. Resolves when it reads nothing of what it was given any more. */
  close(): Promise<void>;
}

/**
 * Threads of one kind. A thread whose task was closed takes the next one: ending a thread costs more than asking it to forget, and what
 * is ended again and again is a risk in Electron. A thread is only ended when it does not answer in time, or has died.
 */
export class TaskThreads<Start, Request, Answer> {
  readonly #options: TaskThreadsOptions;
  readonly #idle: { thread: TaskThread; timer: NodeJS.Timeout }[] = [];

  constructor(options: TaskThreadsOptions) {
    this.#options = options;
  }

  /** Begins a task. Requests may be made at once; they are answered when it has begun. */
  begin(start: Start, transfer: readonly Transferable[] = []): ThreadTask<Request, Answer> {
    const thread = this.#take();
    const begun = thread.send({ begin: start }, transfer).then(() => {});
    // Whoever only asks learns it from the answers.
    begun.catch(() => {});
    let closed: Promise<void> | undefined;
    return {
      begun,
      ask: (request, moved = []) =>
        closed
          ? Promise.reject(new MillraceError('cancelled', 'The work was stopped.'))
          : (thread.send({ ask: request }, moved) as Promise<Answer>),
      close: () =>
        (closed ??= thread.send({ end: true }).then(
          () => this.#giveBack(thread),
          () => {},
        )),
    };
  }

  #take(): TaskThread {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.thread.failure) {
        idle.thread.keepAlive(true);
        return idle.thread;
      }
    }
    return new TaskThread(this.#options);
  }

  #giveBack(thread: TaskThread): void {
    thread.keepAlive(false);
    if (this.#idle.length >= IDLE_THREADS) return thread.leave();
    const timer = setTimeout(() => {
      this.#idle.splice(
        this.#idle.findIndex(idle => idle.thread === thread),
        1,
      );
      thread.leave();
    }, IDLE_MS).unref();
    this.#idle.push({ thread, timer });
  }
}

type Waiting = PromiseWithResolvers<unknown>;
type Message =
  ToTasks<unknown, unknown> extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never;

/** One thread with the requests it has not answered yet. */
class TaskThread {
  readonly #thread: WorkerThread;
  readonly #words: ThreadWords;
  readonly #at = new Int32Array(new SharedArrayBuffer(8));
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #failure: MillraceError | undefined;

  constructor({ worker, name, words, memoryLimitMb, itemLimitMs }: TaskThreadsOptions) {
    this.#words = words;
    this.#thread = new WorkerThread({
      worker,
      name,
      words,
      memoryLimitMb,
      youngMb: YOUNG_MB,
      data: this.#at.buffer,
      item:
        itemLimitMs === undefined
          ? undefined
          : { current: () => Atomics.load(this.#at, AT.serial) || null, limitMs: itemLimitMs },
      onMessage: message => this.#hear(message as FromTasks<unknown>),
      onFailure: error => this.#fail(error),
    });
  }

  /** Why it is over; undefined while it answers. */
  get failure(): MillraceError | undefined {
    return this.#failure;
  }

  send(message: Message, transfer: readonly Transferable[] = []): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#thread.watch(true);
    this.#thread.post({ id, ...message }, transfer);
    return waiting.promise;
  }

  keepAlive(yes: boolean): void {
    this.#thread.keepAlive(yes);
  }

  leave(): void {
    this.#thread.letGo();
    this.#thread.post('leave' satisfies ToTasks<unknown, unknown>);
  }

  #hear(message: FromTasks<unknown>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) this.#thread.watch(false);
    if (!('error' in message)) waiting?.resolve(message.answer);
    else if (message.error.code !== 'internal') waiting?.reject(fromErrorData(message.error));
    else waiting?.reject(new MillraceError('internal', this.#words.crashed(message.error.message)));
  }

  #fail({ code, message, cause }: MillraceError): void {
    const detail = code === 'timeout' ? { item: Atomics.load(this.#at, AT.item) } : undefined;
    const failure = new MillraceError(code, message, detail, { cause });
    this.#failure = failure;
    for (const { reject } of this.#waiting.values()) reject(failure);
    this.#waiting.clear();
  }
}
