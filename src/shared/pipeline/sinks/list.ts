import { z } from 'zod';
import { name, whole } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** Items at the end of a list, for those who take them from its beginning. */
export const list = sinkKind({
  schema: strict({
    type: z.literal('list'),
    key: name,
    maxLen: whole.optional().describe('How many items to keep, the newest.'),
    ...branch,
  }),
  into: 'transaction',
  text: ({ key }) => key,
  writes: ({ key }) => [named('list', key)],
});
