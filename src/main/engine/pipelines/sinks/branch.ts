import { compileBranch } from '#shared/pipeline/sinks/branch.ts';
import { metaOf } from '../events/meta.ts';
import type { Row } from './rows.ts';
import type { Sink } from './sink.ts';

/** The same sink for those events or rows alone for which its condition is true; where it throws, it is not. */
export function branchOf(sink: Sink, where: string | undefined, takes: 'events' | 'rows'): Sink {
  if (where === undefined) return sink;
  const branch = compileBranch(where, takes === 'rows');
  return Object.assign(
    sink,
    branch.of === 'rows'
      ? { takesRow: (row: Row) => isTrue(() => branch.test({ row })) }
      : ({
          takesEvent: ({ event, value }) => isTrue(() => branch.test({ event: value, meta: metaOf(event) })),
        } satisfies Partial<Sink>),
  );
}

function isTrue(evaluate: () => unknown): boolean {
  try {
    return evaluate() === true;
  } catch {
    return false;
  }
}
