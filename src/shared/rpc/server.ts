import type { z } from 'zod';
import { isMessage, PROTOCOL_VERSION, type Channel, type Message } from './channel.ts';
import type { CallContext, Contract, Handlers, Query, Page, Stream } from './define.ts';
import { MillraceError, toErrorData, type ErrorData } from './errors.ts';

/** A page that asks for more than this at once has lost its mind, or is not ours. */
const MAX_OPEN_CALLS = 1_000;
/** Questions that are answered at a time: the others wait, so that a page that does not read its answers costs no memory. */
const MAX_ANSWERING = 64;
/** How long a channel may stay silent before its hello. */
const HELLO_TIMEOUT_MS = 2_000;

export interface ServeOptions {
  /** Names this run of the engine; a page that reconnects sees whether it still talks to the same one. */
  engine: string;
  /** Checks the token of the hello. Absent where the channel itself proves who is there (a port handed over by the host). */
  authenticate?: (token: unknown) => boolean;
  /** Checks what handlers return against the contract: on in development and tests. */
  validateOutputs?: boolean;
  /** Called when a page's channel is gone. */
  onPageEnd?: (page: Page) => void;
  /** Told of every failure that is a defect of ours, for the log. */
  onInternalError?: (method: string, error: unknown) => void;
}

/** Serves the contract on channels. Stateless between channels: each has its own calls and ends them all when it closes. */
export class RpcServer<C extends Contract> {
  readonly #contract: C;
  readonly #handlers: Handlers<C>;
  readonly #options: ServeOptions;
  readonly #channels = new Set<Channel>();

  constructor(contract: C, handlers: Handlers<C>, options: ServeOptions) {
    this.#contract = contract;
    this.#handlers = handlers;
    this.#options = options;
  }

  /** Takes a channel from its hello to its close. */
  serve(channel: Channel, overrides: Pick<ServeOptions, 'authenticate'> = {}): void {
    const options = { ...this.#options, ...overrides };
    this.#channels.add(channel);
    const page = new ServedPage(channel, this.#contract, this.#handlers, options);
    channel.onClose(() => {
      this.#channels.delete(channel);
      page.end();
    });
  }

  close(reason: string): void {
    for (const channel of this.#channels) channel.close(reason);
  }
}

interface OpenCall {
  abort: AbortController;
  /** Items the reader is ready for; streams only. */
  credit: number;
  /** Wakes a producer that waits for credit. */
  wake?: () => void;
  /** Ends whatever the pump waits for. */
  interrupt?: (error: unknown) => void;
}

/** One page's side of the protocol. */
class ServedPage<C extends Contract> {
  readonly #channel: Channel;
  readonly #contract: C;
  readonly #handlers: Handlers<C>;
  readonly #options: ServeOptions;
  readonly #page: Page = { id: crypto.randomUUID() };
  readonly #calls = new Map<number, OpenCall>();
  readonly #helloTimer: unknown;
  readonly #waiting: (() => void)[] = [];
  #answering = 0;
  #greeted = false;

  constructor(channel: Channel, contract: C, handlers: Handlers<C>, options: ServeOptions) {
    this.#channel = channel;
    this.#contract = contract;
    this.#handlers = handlers;
    this.#options = options;
    this.#helloTimer = setTimeout(
      () => this.#refuse('timeout', 'No hello arrived in time.'),
      HELLO_TIMEOUT_MS,
    );
    channel.onMessage(message => this.#receive(message));
  }

  end(): void {
    clearTimeout(this.#helloTimer);
    for (const call of this.#calls.values())
      call.abort.abort(new MillraceError('disconnected', 'The page has gone.'));
    this.#calls.clear();
    for (const begin of this.#waiting.splice(0)) begin();
    if (this.#greeted) this.#options.onPageEnd?.(this.#page);
    this.#greeted = false;
  }

  #receive(message: unknown): void {
    if (!isMessage(message)) return this.#refuse('bad-input', 'This is not a message of the protocol.');
    if (!this.#greeted) return this.#greet(message);
    switch (message.t) {
      case 'request':
        void this.#handle(message);
        return;
      case 'cancel':
        this.#calls.get(message.id)?.abort.abort(new MillraceError('cancelled', 'Cancelled.'));
        return;
      case 'credit': {
        const call = this.#calls.get(message.id);
        if (!call || !(message.n > 0)) return;
        call.credit += message.n;
        call.wake?.();
        return;
      }
      default:
        return this.#refuse('bad-input', `A page may not send "${message.t}".`);
    }
  }

  #greet(message: Message): void {
    if (message.t !== 'hello') return this.#refuse('unauthorized', 'The first message must be the hello.');
    if (this.#options.authenticate && !this.#options.authenticate(message.token)) {
      return this.#refuse(
        'unauthorized',
        'The token is wrong or missing. Open the address that Millrace printed.',
      );
    }
    if (message.version !== PROTOCOL_VERSION) {
      const versions = `The page speaks protocol ${message.version}, the engine ${PROTOCOL_VERSION}.`;
      return this.#refuse('version', `${versions} Reload the page.`);
    }
    clearTimeout(this.#helloTimer);
    this.#greeted = true;
    this.#channel.post({ t: 'welcome', version: PROTOCOL_VERSION, engine: this.#options.engine });
  }

  #refuse(code: ErrorData['code'], message: string): void {
    this.#channel.post({ t: 'refused', error: { code, message } });
    this.#channel.close(message);
  }

  async #handle({ id, method, input, credit }: Message & { t: 'request' }): Promise<void> {
    if (this.#calls.has(id)) return this.#refuse('bad-input', `Request ${id} is already open.`);
    const call: OpenCall = { abort: new AbortController(), credit: Math.max(0, credit ?? 0) };
    this.#calls.set(id, call);
    try {
      if (this.#calls.size > MAX_OPEN_CALLS) throw new MillraceError('conflict', 'Too many open requests.');
      const { definition, handler } = this.#find(method);
      const parsed = parse(definition.input, input, method);
      const context: CallContext = { signal: call.abort.signal, page: this.#page };
      if (definition.kind === 'query') {
        await this.#inTurn(async () => {
          call.abort.signal.throwIfAborted();
          const output = await (handler(parsed, context) as Promise<unknown>);
          this.#post(call, { t: 'result', id, output: this.#checked(definition.output, output, method) });
          await this.#channel.drained?.();
        });
      } else {
        await this.#pump(id, call, definition, handler(parsed, context) as AsyncIterable<unknown>, method);
        this.#post(call, { t: 'end', id });
      }
    } catch (error) {
      if (!(error instanceof MillraceError) || error.code === 'internal')
        this.#options.onInternalError?.(method, error);
      this.#channel.post({ t: 'error', id, error: toErrorData(error) });
    } finally {
      this.#calls.delete(id);
    }
  }

  /**
   * Moves a producer's items to the reader. The producer is asked for an item only when the reader has credit for it: what it would
   * have said meanwhile it says in one newest state, so a slow reader costs nothing here.
   */
  async #pump(
    id: number,
    call: OpenCall,
    definition: Stream,
    items: AsyncIterable<unknown>,
    method: string,
  ): Promise<void> {
    const { signal } = call.abort;
    const iterator = items[Symbol.asyncIterator]();
    signal.addEventListener('abort', () => call.interrupt?.(signal.reason), { once: true });
    // A promise of its own per wait: racing against one long-lived promise would keep a reaction per item alive in it.
    const interruptible = <T>(
      start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
    ) =>
      new Promise<T>((resolve, reject) => {
        call.interrupt = reject;
        start(resolve, reject);
      });
    try {
      for (;;) {
        signal.throwIfAborted();
        if (call.credit === 0) {
          await interruptible<void>(resolve => (call.wake = resolve));
          continue;
        }
        const next = await interruptible<IteratorResult<unknown>>((resolve, reject) => {
          iterator.next().then(resolve, reject);
        });
        if (next.done) return;
        call.credit--;
        this.#channel.post({ t: 'next', id, item: this.#checked(definition.item, next.value, method) });
      }
    } finally {
      // Not awaited: a producer that is itself waiting would hold the end back; it hears of it through its signal.
      void iterator.return?.().catch(() => {});
    }
  }

  /** Answers one question when fewer than `MAX_ANSWERING` are being answered, or read. */
  async #inTurn(answer: () => Promise<void>): Promise<void> {
    if (this.#answering >= MAX_ANSWERING) await new Promise<void>(resolve => this.#waiting.push(resolve));
    this.#answering++;
    try {
      await answer();
    } finally {
      this.#answering--;
      this.#waiting.shift()?.();
    }
  }

  #find(method: string): {
    definition: Query | Stream;
    handler: (input: unknown, context: CallContext) => unknown;
  } {
    const [group = '', name = ''] = method.split('.');
    const methods = Object.hasOwn(this.#contract, group) ? this.#contract[group] : undefined;
    const definition = methods && Object.hasOwn(methods, name) ? methods[name] : undefined;
    const handler = this.#handlers[group]?.[name] as
      | ((input: unknown, context: CallContext) => unknown)
      | undefined;
    if (!definition || !handler) throw new MillraceError('not-found', `There is no method "${method}".`);
    return { definition, handler };
  }

  #checked(schema: z.ZodType, value: unknown, method: string): unknown {
    if (!this.#options.validateOutputs) return value;
    const result = schema.safeParse(value);
    if (!result.success)
      throw new MillraceError('internal', `${method} answered outside its contract: ${result.error.message}`);
    return value;
  }

  #post(call: OpenCall, message: Message): void {
    if (call.abort.signal.aborted) throw call.abort.signal.reason as Error;
    this.#channel.post(message);
  }
}

function parse(schema: z.ZodType, input: unknown, method: string): unknown {
  const result = schema.safeParse(input ?? undefined);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    issue => `${issue.path.map(String).join('.') || 'input'}: ${issue.message}`,
  );
  throw new MillraceError('bad-input', problems.join('; '), { method });
}
