import { z } from 'zod';
import { name } from '../fields.ts';
import { strict } from '../strict.ts';
import { sinkKind } from './sink-kind.ts';

/** The newest row of each key, in a field of a hash. */
export const hash = sinkKind({
  schema: strict({ type: z.literal('hash'), key: name }),
  into: 'transaction',
  text: ({ key }) => key,
  touches: ({ key }) => ({ keys: [key] }),
  check(_, at, { aggregates, groupBy }, report) {
    if (!aggregates) report(at, 'has no rows to keep', 'an aggregate and a window beside it');
    else if (groupBy.length === 0) report(at, 'has no fields to keep rows in', '"groupBy" beside it');
  },
});
