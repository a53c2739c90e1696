import type { z } from 'zod';

/** One question, one answer. */
export interface Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: 'query';
  input: I;
  output: O;
}

/** One question, many answers, paced by the reader's credit. */
export interface Stream<I extends z.ZodType = z.ZodType, T extends z.ZodType = z.ZodType> {
  kind: 'stream';
  input: I;
  item: T;
}

export function query<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Query<I, O> {
  return { kind: 'query', input, output };
}

export function stream<I extends z.ZodType, T extends z.ZodType>(input: I, item: T): Stream<I, T> {
  return { kind: 'stream', input, item };
}

/** Groups of methods; a group is a feature. */
export type Contract = Record<string, Record<string, Query | Stream>>;

/** The methods of a contract that are streams, as "group.method". */
export type StreamNames<C extends Contract> = ReadonlySet<string> & { readonly of?: C };

export function streamsOf<C extends Contract>(contract: C): StreamNames<C> {
  const names = Object.entries(contract).flatMap(([group, methods]) =>
    Object.entries(methods).flatMap(([name, { kind }]) => (kind === 'stream' ? [`${group}.${name}`] : [])),
  );
  return new Set(names);
}

export interface CallOptions {
  signal?: AbortSignal;
  /**
   * Each item of a stream is made when the reader asks for it, and is no older than that; otherwise two are on their way before they are
   * asked for.
   */
  onDemand?: boolean;
}

/** A method without input may be called without arguments. */
type Arguments<I> = undefined extends I
  ? [input?: I, options?: CallOptions]
  : [input: I, options?: CallOptions];

/** What a page calls: `await engine.pubsub.publish({...})`, `for await (const frame of engine.feeds.view({...}))`. */
export type Client<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [M in keyof C[G]]: C[G][M] extends Query<infer I, infer O>
      ? (...args: Arguments<z.input<I>>) => Promise<z.output<O>>
      : C[G][M] extends Stream<infer I, infer T>
        ? (...args: Arguments<z.input<I>>) => AsyncIterable<z.output<T>>
        : never;
  };
};

/** What a handler knows about its caller. */
export interface CallContext {
  /** Aborted when the caller cancels or its channel closes. */
  signal: AbortSignal;
  /** One page, from its hello to its close. */
  page: Page;
}

export interface Page {
  readonly id: string;
}

/** What the engine implements. A stream handler is asked for its next item only when the reader has credit. */
export type Handlers<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [M in keyof C[G]]: C[G][M] extends Query<infer I, infer O>
      ? (input: z.output<I>, context: CallContext) => Promise<z.input<O>> | z.input<O>
      : C[G][M] extends Stream<infer I, infer T>
        ? (input: z.output<I>, context: CallContext) => AsyncIterable<z.input<T>>
        : never;
  };
};
