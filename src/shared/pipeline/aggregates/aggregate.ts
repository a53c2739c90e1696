import { compileExpression, type Expression } from '../expression.ts';
import type { AggregateSpec } from '../schema.ts';
import type { AccumulatorKind } from './accumulator.ts';
import { distinct } from './distinct.ts';
import { first, last, max, min } from './extremes.ts';
import { quantiles } from './quantiles.ts';
import { average, count, sum } from './sum.ts';
import { top } from './top.ts';

/** How two states of an aggregate are brought together in Redis itself: by adding, or by keeping the larger or smaller. */
type RedisMerge = 'add' | 'max' | 'min' | null;

/** One aggregate of a pipeline, ready to run. */
export interface Aggregate {
  readonly name: string;
  readonly kind: AccumulatorKind;
  /** Null for `count`, which needs no value. */
  readonly value: Expression | null;
  readonly redisMerge: RedisMerge;
  /** Adding in Redis is HINCRBY only where every value is known to be whole: a field that ever held a fraction refuses it. */
  readonly whole: boolean;
  /** Takes numbers alone. */
  readonly numeric: boolean;
  /** What an undecodable event adds under `invalid.as`: nothing, except to a count (1) and a sum (0). */
  readonly takesInvalid: boolean;
}

/** @throws {ExpressionError} */
export function compileAggregate(name: string, spec: AggregateSpec): Aggregate {
  const make = (
    kind: AccumulatorKind,
    source: string | null,
    { redisMerge = null, numeric = false }: { redisMerge?: RedisMerge; numeric?: boolean } = {},
  ): Aggregate => {
    const value = source === null ? null : compileExpression(source);
    return {
      name,
      kind,
      value,
      redisMerge,
      whole: value === null || value.type === 'int',
      numeric,
      takesInvalid: redisMerge === 'add',
    };
  };
  if ('count' in spec) return make(count, null, { redisMerge: 'add' });
  if ('sum' in spec) return make(sum, spec.sum, { redisMerge: 'add', numeric: true });
  if ('min' in spec) return make(min, spec.min, { redisMerge: 'min', numeric: true });
  if ('max' in spec) return make(max, spec.max, { redisMerge: 'max', numeric: true });
  if ('avg' in spec) return make(average, spec.avg, { numeric: true });
  if ('distinct' in spec) return make(distinct, spec.distinct);
  if ('first' in spec) return make(first, spec.first);
  if ('last' in spec) return make(last, spec.last);
  if ('quantiles' in spec) return make(quantiles(spec.quantiles.at), spec.quantiles.of, { numeric: true });
  return make(top(spec.top.n), spec.top.of);
}
