import { z } from 'zod';
import { positive, template } from '../fields.ts';
import { strict } from '../strict.ts';
import { templateSet } from '../template.ts';
import { sourceKind } from './source-kind.ts';

const schema = strict({
  type: z.literal('generator'),
  fields: z.record(z.string(), template).optional(),
  payload: template.optional(),
  count: z.number().int().min(0).optional(),
  rate: positive.optional(),
  seed: z.number().int().min(0).optional(),
});

/** Events made from templates. */
export const generator = sourceKind({
  schema,
  hearsOthers: false,
  hasPosition: false,
  waits: true,
  startsOver: true,
  hasEnd: ({ count }) => count !== undefined,
  text: ({ payload, fields }) => payload ?? Object.keys(fields ?? {}).join(', '),
  looking: ({ count }) => ({
    nothingYet: count === 0 ? 'It makes no events: "count" is 0.' : 'No event has been made yet.',
    reads: 'Made from the templates.',
  }),
  reads: () => [],
  check({ fields, payload }, report, attempt) {
    if ((fields === undefined) === (payload === undefined))
      report(
        ['source'],
        fields ? 'has both fields and payload' : 'has nothing to generate',
        'either fields or payload',
      );
    const set = templateSet(0);
    if (payload !== undefined) attempt(['source', 'payload'], () => set.compile(payload));
    for (const [name, text] of Object.entries(fields ?? {}))
      attempt(['source', 'fields', name], () => set.compile(text));
  },
});
