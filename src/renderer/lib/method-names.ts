import type { EngineClient } from '#shared/contract/index.ts';
import type { CallOptions } from '#shared/rpc/define.ts';

type Methods = {
  [G in keyof EngineClient]: {
    [M in keyof EngineClient[G] & string as `${G}.${M}`]: EngineClient[G][M];
  };
}[keyof EngineClient];
type MethodMap = UnionToIntersection<Methods>;
type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (
  value: infer I,
) => void
  ? I
  : never;

/** Names of the contract's streams, as "group.method". */
export type StreamName = {
  [N in keyof MethodMap]: MethodMap[N] extends (...args: never[]) => AsyncIterable<unknown> ? N : never;
}[keyof MethodMap];

/** Names of the contract's queries, as "group.method". */
export type QueryName = Exclude<keyof MethodMap, StreamName>;

/** A method's input; `undefined` where it takes none. */
export type InputOf<N extends keyof MethodMap> = MethodMap[N] extends (...args: infer A) => unknown
  ? A[0]
  : never;

export type ItemOf<N extends StreamName> = MethodMap[N] extends (...args: never[]) => AsyncIterable<infer T>
  ? T
  : never;

export type OutputOf<N extends QueryName> = MethodMap[N] extends (...args: never[]) => Promise<infer T>
  ? T
  : never;

/** Calls a stream by its name. */
export function callStream<N extends StreamName>(
  client: EngineClient,
  name: N,
  input: InputOf<N>,
  options: CallOptions,
): AsyncIterable<ItemOf<N>> {
  return find(client, name)(input, options) as AsyncIterable<ItemOf<N>>;
}

/** Calls a query by its name. */
export function callQuery<N extends QueryName>(
  client: EngineClient,
  name: N,
  input: InputOf<N>,
  signal?: AbortSignal,
): Promise<OutputOf<N>> {
  return find(client, name)(input, signal ? { signal } : {}) as Promise<OutputOf<N>>;
}

function find(client: EngineClient, name: string): (input: unknown, options: object) => unknown {
  const [group = '', method = ''] = name.split('.');
  const methods = client as unknown as Record<
    string,
    Record<string, (input: unknown, options: object) => unknown>
  >;
  return methods[group]![method]!;
}
