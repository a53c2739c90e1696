import { z } from 'zod';
import { compileExpression } from '../expression.ts';
import { expression, name } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** The newest row of each key, or the newest event of each value of an expression, in a field of a hash. */
export const hash = sinkKind({
  schema: strict({
    type: z.literal('hash'),
    key: name,
    field: expression.optional().describe('Names the field of an event, where there is no aggregate.'),
    ...branch,
  }),
  into: 'transaction',
  text: ({ key }) => key,
  writes: ({ key }) => [named('hash', key)],
  check({ field }, at, { aggregates, groupBy }, report, attempt) {
    if (aggregates && field !== undefined)
      report([...at, 'field'], 'has no use: rows are kept under their key', 'no "field" beside an aggregate');
    else if (aggregates && groupBy.length === 0)
      report(at, 'has no fields to keep rows in', '"groupBy" beside it');
    else if (field !== undefined) attempt([...at, 'field'], () => compileExpression(field));
    else if (!aggregates)
      report([...at, 'field'], 'is missing', 'a CEL expression that names the field of an event');
  },
});
