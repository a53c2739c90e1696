import type { HeardBy } from '#shared/contract/feeds.ts';
import { wordText } from '#shared/redis/text.ts';
import { kindOfName } from '../../../lib/typed-names.ts';
import { isIn, type FilterState } from '../../../ui/feed/filter-state.ts';
import type { PipelineStart } from '../../../ui/new-pipeline/pipeline-start.ts';
import { whereOf } from '../../../ui/new-pipeline/where-of.ts';

/** A pipeline of what is heard and not muted, with the condition that is set. */
export function startOfSubscriptions(
  subscriptions: readonly HeardBy[],
  { condition, muted, solo }: Pick<FilterState, 'condition' | 'muted' | 'solo'>,
): PipelineStart {
  const heard = subscriptions.filter(source => (solo.length > 0 ? isIn(solo, source) : !isIn(muted, source)));
  const words = heard.map(({ kind, name }) => ({ kind, word: wordText(name) }));
  const canBeTyped = words.filter(({ kind, word }) => kind === kindOfName(word));
  const others = words.filter(source => !canBeTyped.includes(source));
  const { where, left } = whereOf(condition);
  const notTyped =
    others.length > 0 &&
    `Left out, write them into the file yourself: ${others.map(({ kind, word }) => `${kinds[kind]} ${word}`).join(', ')}.`;
  return {
    from: 'channel',
    text: canBeTyped.map(({ word }) => word).join(' '),
    where,
    left: [notTyped, left].filter(Boolean).join(' ') || undefined,
  };
}

const kinds = { channel: 'the channel', pattern: 'the pattern', shard: 'the sharded channel' };
