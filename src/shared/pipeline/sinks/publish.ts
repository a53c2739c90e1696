import { z } from 'zod';
import { name } from '../fields.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** Messages on a channel. */
export const publish = sinkKind({
  schema: strict({ type: z.literal('publish'), channel: name, ...branch }),
  into: 'transaction',
  text: ({ channel }) => channel,
  touches: ({ channel }) => ({ channels: [channel] }),
  sends: ({ channel }) => ({ member: 'channel', name: channel }),
});
