import { z } from 'zod';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** Lines on standard output. */
export const stdout = sinkKind({
  schema: strict({
    type: z.literal('stdout'),
    /** `raw`: text is written as it is, not as a string of JSON; everything else as JSON. */
    format: z.enum(['json', 'raw']).optional(),
    ...branch,
  }),
  into: 'lines',
  text: () => '',
  writes: () => [],
});
