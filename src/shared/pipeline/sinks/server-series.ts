import { z } from 'zod';
import { name } from '../fields.ts';
import { strict } from '../strict.ts';
import { checkMergedValue } from './merged-value.ts';
import { sinkKind } from './sink-kind.ts';

const schema = strict({
  type: z.literal('serverSeries'),
  prefix: name.describe('Of the keys; without groupBy, the key.'),
  labels: z.record(name, name).optional().describe('Of series that are made.'),
  value: name.optional(),
});

/** Time series of the server itself (TS.ADD), one for each key, with a sample for each window. */
export const serverSeries = sinkKind({
  schema,
  into: 'transaction',
  text: ({ prefix }) => `${prefix}<key>`,
  writes: ({ prefix }) => [{ kind: 'series', name: prefix, as: 'prefix' }],
  check(spec, at, neighbours, report) {
    const able = { merges: ['add', 'max', 'min'], names: 'count, sum, max or min' };
    checkMergedValue(spec, at, neighbours, able, report);
  },
});
