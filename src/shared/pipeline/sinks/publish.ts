import { z } from 'zod';
import { name } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** Messages on a channel. */
export const publish = sinkKind({
  schema: strict({ type: z.literal('publish'), channel: name, ...branch }),
  into: 'transaction',
  text: ({ channel }) => channel,
  writes: ({ channel }) => [named('channel', channel)],
});
