import { isMessage, PROTOCOL_VERSION, type Channel, type Message } from './channel.ts';
import type { CallOptions, Client, Contract, StreamNames } from './define.ts';
import { fromErrorData, MillraceError } from './errors.ts';

/** Items a stream's reader may have waiting: one being drawn, one on its way. */
const STREAM_CREDIT = 2;
const WELCOME_TIMEOUT_MS = 10_000;

export interface Connected<C extends Contract> {
  readonly client: Client<C>;
  /** The run of the engine that answered; differs after an engine restart. */
  readonly engine: string;
  close(): void;
}

/**
 * Says hello on a channel and returns the engine as a typed object.
 *
 * @param streams all that a client needs of a contract when it runs: a page reads and makes no schemas before it asks
 * @throws {MillraceError} `unauthorized`, `version`, `timeout` or `disconnected`, when no welcome comes.
 */
export async function connect<C extends Contract>(
  streams: StreamNames<C>,
  channel: Channel,
  options: { token?: string; onClose?: (reason: string) => void } = {},
): Promise<Connected<C>> {
  const calls = new Calls(channel);
  const engine = await greet(channel, calls, options.token);
  channel.onClose(reason => options.onClose?.(reason));
  return { client: clientOf(streams, calls), engine, close: () => channel.close() };
}

function greet(channel: Channel, calls: Calls, token: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new MillraceError('timeout', 'The engine did not answer.'));
      channel.close('no welcome');
    }, WELCOME_TIMEOUT_MS);
    channel.onClose(reason => {
      clearTimeout(timer);
      const error = new MillraceError('disconnected', `The connection to the engine closed: ${reason}.`);
      reject(error);
      calls.fail(error);
    });
    channel.onMessage(message => {
      if (!isMessage(message)) return;
      if (message.t === 'welcome') {
        clearTimeout(timer);
        resolve(message.engine);
      } else if (message.t === 'refused') {
        clearTimeout(timer);
        reject(fromErrorData(message.error));
      } else {
        calls.receive(message);
      }
    });
    channel.post(
      token === undefined
        ? { t: 'hello', version: PROTOCOL_VERSION }
        : { t: 'hello', version: PROTOCOL_VERSION, token },
    );
  });
}

function clientOf<C extends Contract>(streams: StreamNames<C>, calls: Calls): Client<C> {
  return madeWhenAsked(group =>
    madeWhenAsked(name => {
      const method = `${group}.${name}`;
      return streams.has(method)
        ? (input?: unknown, options?: CallOptions) => calls.stream(method, input, options)
        : (input?: unknown, options?: CallOptions) => calls.query(method, input, options);
    }),
  ) as Client<C>;
}

function madeWhenAsked<T>(make: (name: string) => T): Record<string, T> {
  return new Proxy<Record<string, T>>(Object.create(null) as Record<string, T>, {
    // Who answers with it from an async function asks whether it is a promise.
    get: (made, name) =>
      typeof name === 'string' && name !== 'then' ? (made[name] ??= make(name)) : undefined,
  });
}

interface PendingCall {
  next(item: unknown): void;
  done(output: unknown): void;
  fail(error: Error): void;
}

/** The client's open calls on one channel. */
class Calls {
  readonly #channel: Channel;
  readonly #open = new Map<number, PendingCall>();
  #lastId = 0;
  #closed: Error | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  receive(message: Message): void {
    if (!('id' in message)) return;
    const call = this.#open.get(message.id);
    if (!call) return; // ended or cancelled here while the answer was on its way
    if (message.t === 'next') return call.next(message.item);
    this.#open.delete(message.id);
    if (message.t === 'result') call.done(message.output);
    else if (message.t === 'end') call.done(undefined);
    else if (message.t === 'error') call.fail(fromErrorData(message.error));
  }

  fail(error: Error): void {
    this.#closed = error;
    for (const call of this.#open.values()) call.fail(error);
    this.#open.clear();
  }

  query(method: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal?.aborted) return reject(cancelled());
      const id = this.#request(method, input, {
        next: () => {},
        done: settle(resolve),
        fail: settle(reject),
      });
      const cancel = () => {
        this.#cancel(id);
        reject(cancelled());
      };
      signal?.addEventListener('abort', cancel, { once: true });
      function settle<T>(then: (value: T) => void): (value: T) => void {
        return value => {
          signal?.removeEventListener('abort', cancel);
          then(value);
        };
      }
    });
  }

  stream(method: string, input: unknown, options: CallOptions = {}): AsyncIterable<unknown> {
    return { [Symbol.asyncIterator]: () => this.#read(method, input, options) };
  }

  #read(method: string, input: unknown, { signal, onDemand = false }: CallOptions): AsyncIterator<unknown> {
    const waiting: unknown[] = [];
    let ended: { error?: Error } | undefined;
    let wake: (() => void) | undefined;
    const end = (error?: Error) => {
      ended ??= error ? { error } : {};
      wake?.();
    };
    const pending: PendingCall = {
      next: item => {
        waiting.push(item);
        wake?.();
      },
      done: () => end(),
      fail: end,
    };
    let id: number | undefined;
    const cancel = () => {
      if (id !== undefined) this.#cancel(id);
      waiting.length = 0;
      end(cancelled());
    };
    if (signal?.aborted) end(cancelled());
    else id = this.#request(method, input, pending, onDemand ? 0 : STREAM_CREDIT);
    const allowOne = () => {
      if (!ended) this.#channel.post({ t: 'credit', id: id!, n: 1 });
    };
    signal?.addEventListener('abort', cancel, { once: true });
    return {
      next: async () => {
        if (onDemand) allowOne();
        for (;;) {
          if (waiting.length > 0) {
            const value = waiting.shift();
            if (!onDemand) allowOne();
            return { done: false, value };
          }
          if (ended?.error) throw ended.error;
          if (ended) return { done: true, value: undefined };
          await new Promise<void>(resolve => (wake = resolve));
        }
      },
      return: async () => {
        signal?.removeEventListener('abort', cancel);
        if (!ended && id !== undefined) this.#cancel(id);
        end();
        return { done: true, value: undefined };
      },
    };
  }

  #request(method: string, input: unknown, call: PendingCall, credit?: number): number {
    const id = ++this.#lastId;
    if (this.#closed) {
      queueMicrotask(() => call.fail(this.#closed!));
      return id;
    }
    this.#open.set(id, call);
    try {
      this.#channel.post(
        credit === undefined
          ? { t: 'request', id, method, input }
          : { t: 'request', id, method, input, credit },
      );
    } catch (error) {
      this.#open.delete(id);
      const reason = error instanceof Error ? error.message : String(error);
      queueMicrotask(() => call.fail(new MillraceError('bad-input', `The input cannot be sent: ${reason}`)));
    }
    return id;
  }

  #cancel(id: number): void {
    if (this.#open.delete(id)) this.#channel.post({ t: 'cancel', id });
  }
}

function cancelled(): MillraceError {
  return new MillraceError('cancelled', 'Cancelled.');
}
