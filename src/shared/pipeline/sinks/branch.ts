import { z } from 'zod';
import {
  compileExpression,
  compileRowExpression,
  type Expression,
  type RowExpression,
} from '../expression.ts';

/** The member of sinks that take only some events, or some rows. */
export const branch = {
  where: z
    .string()
    .min(1)
    .optional()
    .describe('A CEL expression over `event` and `meta`, or over `row` where there is an aggregate.'),
};

/** What a sink takes; where it throws, the sink does not take it. */
export type Branch = { of: 'events'; test: Expression } | { of: 'rows'; test: RowExpression };

/** @param takesRows of windows; else it takes events */
export function compileBranch(where: string, takesRows: boolean): Branch {
  return takesRows
    ? { of: 'rows', test: compileRowExpression(where) }
    : { of: 'events', test: compileExpression(where) };
}
