import { z } from 'zod';
import { name, whole } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** Entries of a stream. */
export const stream = sinkKind({
  schema: strict({ type: z.literal('stream'), key: name, maxLen: whole.optional(), ...branch }),
  into: 'transaction',
  text: ({ key }) => key,
  writes: ({ key }) => [named('stream', key)],
});
