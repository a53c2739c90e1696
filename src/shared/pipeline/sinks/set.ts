import { z } from 'zod';
import { compileExpression, compileRowExpression } from '../expression.ts';
import { name, sinkExpression } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** What occurs, once: members of a set. */
export const set = sinkKind({
  schema: strict({
    type: z.literal('set'),
    key: name,
    member: sinkExpression,
    ...branch,
  }),
  into: 'transaction',
  text: ({ key }) => key,
  writes: ({ key }) => [named('set', key)],
  check({ member }, at, { aggregates }, _, attempt) {
    attempt([...at, 'member'], () => (aggregates ? compileRowExpression(member) : compileExpression(member)));
  },
});
