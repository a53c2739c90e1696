import type { Accumulator } from '#shared/pipeline/aggregates/accumulator.ts';
import type { Span } from '#shared/pipeline/windower.ts';

export type KeyPart = string | number | bigint | boolean;

/** The state of one group in one window. */
export interface Group extends Span {
  readonly key: readonly KeyPart[];
  accumulators: Accumulator[];
  /** Changed since it was last saved. */
  dirty: boolean;
}

/** Finds a group: equal for equal keys, different for different ones. */
export type KeyName = string | number | bigint | boolean;

export function keyName(parts: readonly KeyPart[]): KeyName {
  if (parts.length !== 1)
    return JSON.stringify(parts.map(part => (typeof part === 'string' ? `"${part}` : String(part))));
  const part = parts[0]!;
  return typeof part === 'bigint' && Number.isSafeInteger(Number(part)) ? Number(part) : part;
}

/** Oldest window first. */
export function byEnd(a: Span, b: Span): number {
  return a.end - b.end || a.start - b.start;
}
