import { z } from 'zod';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** The screen alone. */
export const chart = sinkKind({
  schema: strict({ type: z.literal('chart'), ...branch }),
  into: 'screen',
  text: () => '',
  writes: () => [],
  check(_, at, { aggregates }, report) {
    if (!aggregates) report(at, 'has nothing to draw', 'an aggregate and a window beside it');
  },
});
