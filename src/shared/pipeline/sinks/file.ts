import { z } from 'zod';
import { name } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** Lines at the end of a file. */
export const file = sinkKind({
  schema: strict({ type: z.literal('file'), path: name, ...branch }),
  into: 'lines',
  text: ({ path }) => path,
  writes: ({ path }) => [named('file', path)],
});
