import { z } from 'zod';
import { name, positive } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { sourceKind } from './source-kind.ts';

const schema = strict({
  type: z.literal('jsonl'),
  path: name,
  rate: positive.optional().describe('Lines per second; without it, as fast as they are processed.'),
  loop: z.boolean().default(false),
});

/** The lines of a file. */
export const jsonl = sourceKind({
  schema,
  hearsOthers: false,
  hasPosition: false,
  waits: true,
  startsOver: true,
  hasEnd: ({ loop }) => !loop,
  text: ({ path }) => path,
  looking: ({ path }) => ({ nothingYet: `${path} has no lines.`, reads: `Reads ${path}.` }),
  stronger: () => ({
    text: 'Append the lines to a stream once (a pipeline with a stream sink does that) and read the stream: a restart then continues where it was.',
    path: ['source', 'type'],
  }),
  reads: ({ path }) => [named('file', path)],
});
