import { z } from 'zod';
import { name } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { checkMergedValue } from './merged-value.ts';
import { sinkKind } from './sink-kind.ts';

const schema = strict({
  type: z.literal('leaderboard'),
  key: name.default('{epoch}'),
  epochKey: name.default('epoch_index'),
  value: name.optional(),
});

/** A sorted set for each window, in which Redis adds up or keeps the largest or smallest. */
export const leaderboard = sinkKind({
  schema,
  into: 'transaction',
  text: ({ key }) => key,
  writes: ({ key, epochKey }) => [
    { kind: 'sortedSet', name: key, as: 'numbered' },
    named('string', epochKey),
  ],
  check(spec, at, neighbours, report) {
    const able = { merges: ['add', 'max', 'min'], names: 'count, sum, max or min' };
    if (!checkMergedValue(spec, at, neighbours, able, report)) return;
    if (neighbours.groupBy.length === 0) report(at, 'has no members to rank', '"groupBy" beside it');
    const { windower } = neighbours;
    if (
      windower?.kind === 'fixed' &&
      (windower.sizeMs % 1000 || windower.everyMs % 1000 || windower.alignMs % 1000)
    )
      report(at, 'numbers windows by whole seconds', 'a window of whole seconds, aligned to a whole second');
    if (!/\{(epoch|window)\}/.test(spec.key))
      report([...at, 'key'], 'is the same for every window', 'text with {epoch} or {window} in it');
  },
  chart: ({ key, epochKey }) => ({ kind: 'leaderboard', key, epochKey }),
});
