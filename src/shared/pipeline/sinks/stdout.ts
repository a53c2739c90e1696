import { z } from 'zod';
import { strict } from '../strict.ts';
import { sinkKind } from './sink-kind.ts';

/** Lines on standard output. */
export const stdout = sinkKind({
  schema: strict({ type: z.literal('stdout') }),
  into: 'lines',
  text: () => '',
  touches: () => ({}),
});
