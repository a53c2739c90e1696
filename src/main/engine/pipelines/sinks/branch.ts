import { compileBranch } from '#shared/pipeline/sinks/branch.ts';
import type { PassedEvent } from '../events/batch.ts';
import { holds, scopeOf } from '../events/scope.ts';
import type { Row } from './rows.ts';
import type { Sink } from './sink.ts';

/** The same sink for those events or rows alone for which its condition is true. */
export function branchOf(sink: Sink, where: string | undefined, takes: 'events' | 'rows'): Sink {
  if (where === undefined) return sink;
  const branch = compileBranch(where, takes === 'rows');
  return Object.assign(
    sink,
    branch.of === 'rows'
      ? { takesRow: (row: Row) => holds(branch.test, { row }) }
      : { takesEvent: (passed: PassedEvent) => holds(branch.test, scopeOf(passed, branch.test)) },
  );
}
