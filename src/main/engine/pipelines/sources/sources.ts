import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf, type SourceOf, type SourceType } from '#shared/pipeline/sources/sources.ts';
import { needsCheckpoint, workerOf } from '../checkpoint/checkpoint.ts';
import { makeChannel } from './channel.ts';
import { makeGenerator } from './generator.ts';
import { makeJsonl } from './jsonl.ts';
import { makeKeyspace } from './keyspace.ts';
import { makeList } from './list.ts';
import { makeLookingList } from './looking-list.ts';
import { makeLookingStream } from './looking-stream.ts';
import type { Source, SourceContext } from './source.ts';
import { makeSse } from './sse.ts';
import { makeStream } from './stream.ts';

/** How each kind of source reads. What else there is to say about a kind is in `#shared/pipeline/sources`. */
const makers: { [T in SourceType]: (spec: SourceOf<T>, context: SourceContext) => Source } = {
  sse: makeSse,
  stream: makeStream,
  list: makeList,
  channel: makeChannel,
  keyspace: makeKeyspace,
  jsonl: makeJsonl,
  generator: makeGenerator,
};

export function makeSource(plan: Plan, context: Omit<SourceContext, 'plan' | 'worker'>): Source {
  const { source } = plan.file;
  const make = makers[source.type] as (spec: typeof source, context: SourceContext) => Source;
  return make(source, { ...context, plan, worker: workerOf(plan) });
}

/** Where reading changes something in Redis: the same events without that. */
const lookers: { [T in SourceType]?: (spec: SourceOf<T>, context: SourceContext, newest: number) => Source } =
  {
    stream: makeLookingStream,
    list: makeLookingList,
  };

/**
 * A source that reads and changes nothing.
 *
 * @param newest so many of the events that are there already it gives, where there is a choice
 */
export function makeLookingSource(
  plan: Plan,
  context: Omit<SourceContext, 'plan' | 'worker'>,
  newest: number,
): Source {
  const { source } = plan.file;
  const look = lookers[source.type] as
    | ((spec: typeof source, context: SourceContext, newest: number) => Source)
    | undefined;
  return look?.(source, { ...context, plan, worker: workerOf(plan) }, newest) ?? makeSource(plan, context);
}

export function needsRedis(plan: Plan): boolean {
  return needsCheckpoint(plan) || needsRedisToRead(plan);
}

/** Its events come from Redis, or something of them. */
export function needsRedisToRead(plan: Plan): boolean {
  return kindOf(plan.file.source).hearsOthers || plan.lookups.length > 0;
}
