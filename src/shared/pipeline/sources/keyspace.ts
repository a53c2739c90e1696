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
  looking: ({ patterns }) => ({
    nothingYet: `No key like ${patterns.join(', ')} has changed yet.`,
    reads: `Listens to changes of ${patterns.join(', ')}.`,
  }),
  stronger: () => ({
    text: 'Read a stream instead: let whoever changes these keys append to one (XADD). Redis keeps no keyspace events for a connection that is away.',
    path: ['source', 'type'],
  }),
  reads: ({ patterns }) => patterns.map(name => ({ kind: 'keyEvents', name, as: 'pattern' })),
});
