import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { duration, name } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { checkMergedValue } from './merged-value.ts';
import { sinkKind } from './sink-kind.ts';

const schema = strict({
  type: z.literal('timeSeries'),
  prefix: z.string(),
  total: name.optional(),
  members: name.optional(),
  retention: duration.optional(),
  value: name.optional(),
});

/** A hash for each key, with a field for each window, in which Redis adds up. */
export const timeSeries = sinkKind({
  schema,
  into: 'transaction',
  text: ({ prefix, total }) => `${prefix}<key>${total === undefined ? '' : ` · ${total}`}`,
  writes: ({ prefix, total, members }) => [
    { kind: 'hash', name: prefix, as: 'prefix' },
    ...(total === undefined ? [] : [named('hash', total)]),
    ...(members === undefined ? [] : [named('set', members)]),
  ],
  check(spec, at, neighbours, report) {
    const able = { merges: ['add'], names: 'count or sum' };
    if (!checkMergedValue(spec, at, neighbours, able, report)) return;
    const { windower, groupBy } = neighbours;
    const fixed = windower?.kind === 'fixed' ? windower : undefined;
    if (fixed && (fixed.sizeMs % 1000 || fixed.everyMs % 1000 || fixed.alignMs % 1000))
      report(at, 'keeps whole seconds', 'a window of whole seconds, aligned to a whole second');
    if (groupBy.length === 0 && spec.total === undefined)
      report([...at, 'total'], 'is missing: without groupBy nothing else is written', 'the key of a hash');
    if (spec.retention !== undefined && fixed && parseDuration(spec.retention) < fixed.sizeMs)
      report([...at, 'retention'], 'is shorter than the window', `at least ${fixed.sizeMs / 1000}s`);
  },
  chart: ({ prefix, total, members }, windower) => ({
    kind: 'timeSeries',
    prefix,
    total: total ?? null,
    members: members ?? null,
    sizeSeconds: windower?.kind === 'fixed' ? windower.everyMs / 1000 : 1,
  }),
});
