import { parentPort, workerData, type Transferable } from 'node:worker_threads';
import { toErrorData } from '#shared/rpc/errors.ts';
import { AT, type FromTasks, type ToTasks } from './task-messages.ts';

/** What a task can say while it works. */
export interface TaskContext {
  /** It begins with an item now: the limit of time is of each. @param number from 0, for whoever has to know which one took too long */
  item(number: number): void;
  /** Hands a buffer of the answer over instead of copying it. */
  transfer(buffer: Transferable): void;
}

/** What a thread does between its begin and its end. */
export interface Task<Request, Answer> {
  ask(request: Request): Answer | Promise<Answer>;
  /** Lets go of what it holds beside memory. */
  end?(): void;
}

/**
 * The thread's side of `TaskThreads`, called once by a worker's file: one task after the other, each request answered before the next.
 * What `begin` throws is the answer to all requests of the task.
 */
export function serveTasks<Types extends { start: unknown; request: unknown; answer: unknown }>(
  begin: (start: Types['start'], context: TaskContext) => Task<Types['request'], Types['answer']>,
): void {
  type Message = ToTasks<Types['start'], Types['request']>;
  type Reply = FromTasks<Types['answer']>;
  const port = parentPort!;
  const at = new Int32Array(workerData as SharedArrayBuffer);
  let serial = 0;
  let task: Task<Types['request'], Types['answer']> | undefined;
  let beginFailure: unknown;
  let moved: Transferable[] = [];
  const context: TaskContext = {
    item(number) {
      serial = serial === 0x3fff_ffff ? 1 : serial + 1;
      at[AT.item] = number;
      // After the number: whoever sees the serial sees the item that it belongs to.
      Atomics.store(at, AT.serial, serial);
    },
    transfer: buffer => moved.push(buffer),
  };

  function carryOut(message: Exclude<Message, 'leave'>): Types['answer'] | Promise<Types['answer']> | null {
    if ('begin' in message) {
      beginFailure = undefined;
      try {
        task = begin(message.begin, context);
      } catch (error) {
        beginFailure = error;
        throw error;
      }
      return null;
    }
    if ('ask' in message) {
      if (!task) throw beginFailure;
      return task.ask(message.ask);
    }
    const ending = task;
    task = undefined;
    ending?.end?.();
    return null;
  }

  async function answer(message: Exclude<Message, 'leave'>): Promise<void> {
    const { id } = message;
    let reply: Reply;
    moved = [];
    context.item(0);
    try {
      reply = { id, answer: await carryOut(message) };
    } catch (error) {
      reply = { id, error: toErrorData(error) };
      moved = [];
    }
    Atomics.store(at, AT.serial, 0);
    port.postMessage(reply, moved);
  }

  let before = Promise.resolve();
  port.on('message', (message: Message) => {
    before = before.then(() => (message === 'leave' ? port.close() : answer(message)));
  });
}
