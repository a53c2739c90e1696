import { z } from 'zod';
import { name } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { sourceKind } from './source-kind.ts';

const schema = strict({
  type: z.literal('list'),
  key: name,
  from: z.enum(['left', 'right']).default('left').describe('The end from which elements are taken.'),
  processing: name
    .optional()
    .describe('The list that holds what was taken until it counts; default <key>:processing.'),
});

/** The list that holds what was taken until it counts. */
export const processingKey = ({ key, processing }: z.output<typeof schema>): string =>
  processing ?? `${key}:processing`;

/** Elements of a list, each moved to a second list until the results that it counts in are written. */
export const list = sourceKind({
  schema,
  hearsOthers: true,
  hasPosition: true,
  isKeptInRedis: true,
  waits: true,
  startsOver: false,
  lagAs: () => 'entries',
  partitions: ({ key }) => [key],
  text: ({ key }) => key,
  looking: ({ key, from }) => ({
    nothingYet: `${key} has no elements yet.`,
    reads: `Looks at the ${from} end of ${key}. Nothing is taken.`,
  }),
  reads: ({ key }) => [named('list', key)],
  // Its elements are moved to the other list, and gone from there once they are counted.
  changes: spec => [named('list', spec.key), named('list', processingKey(spec))],
  check(spec, report) {
    if (processingKey(spec) === spec.key)
      report(['source', 'processing'], 'is the list itself', 'another key');
  },
});
