import { z } from 'zod';
import { names } from '../fields.ts';
import { strict } from '../strict.ts';
import { sourceKind } from './source-kind.ts';

/** What happens to keys, as Redis announces it on channels. */
export const keyspace = sourceKind({
  schema: strict({ type: z.literal('keyspace'), patterns: names }),
  hearsOthers: true,
  hasPosition: false,
  waits: false,
  startsOver: false,
  text: ({ patterns }) => patterns.join(', '),
  touches: ({ patterns }) => ({ channels: [patterns.join(', ')] }),
});
