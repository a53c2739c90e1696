import {
  compileExpression,
  compileRowExpression,
  type Expression,
  type RowExpression,
} from '../expression.ts';
import { sinkExpression } from '../fields.ts';

/** The member of sinks that take only some events, or some rows. */
export const branch = {
  where: sinkExpression.optional(),
};

/** What a sink takes; where it throws, the sink does not take it. */
export type Branch = { of: 'events'; test: Expression } | { of: 'rows'; test: RowExpression };

/** @param takesRows of windows; else it takes events */
export function compileBranch(where: string, takesRows: boolean): Branch {
  return takesRows
    ? { of: 'rows', test: compileRowExpression(where) }
    : { of: 'events', test: compileExpression(where) };
}
