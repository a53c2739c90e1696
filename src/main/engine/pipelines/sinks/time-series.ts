import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Command } from '../../connections/redis-client.ts';
import { Retention } from '../checkpoint/retention.ts';
import type { Panes } from '../windows/panes.ts';
import type { KeyTypes, Sink, SinkContext } from './sink.ts';
import { joinKey, unixSeconds } from './values.ts';

/** In one SADD, so many members at most. */
const MEMBERS_AT_ONCE = 1_000;

type Spec = SinkOf<'timeSeries'>;

export function makeTimeSeries(spec: Spec, { plan, merged }: SinkContext): Sink {
  const { aggregate, index } = merged();
  const retention =
    spec.retention !== undefined && plan.windower?.kind === 'fixed'
      ? new Retention(spec, plan.windower)
      : null;
  // Windows of event time may be of any year: how old they are is known to us alone.
  const expires = retention !== null && plan.eventTime === null;
  return {
    changes: (deltas, { commands, types, abilities: { clockAheadMs } }) => {
      const increments = writes(spec, aggregate, index, deltas, types);
      commands.push(...increments);
      if (expires && clockAheadMs !== null) commands.push(...retention.expiries(increments, clockAheadMs));
    },
    retention,
    expiresLike: expires ? (spec.total ?? spec.prefix) : undefined,
  };
}

/** HINCRBY and SADD of the public Wikipedia workshop: `HINCRBY ev:en.wikipedia.org 1575199840 1`, the same field of the total. */
function writes(sink: Spec, aggregate: Aggregate, index: number, deltas: Panes, types: KeyTypes): Command[] {
  const commands: Command[] = [];
  const totals = new Map<number, ReturnType<Aggregate['kind']['zero']>>();
  const members = new Set<string>();
  const increment = aggregate.whole ? 'HINCRBY' : 'HINCRBYFLOAT';
  for (const { start, key, accumulators } of deltas.groups()) {
    const accumulator = accumulators[index]!;
    const field = unixSeconds(start);
    if (key.length > 0) {
      const name = joinKey(key);
      commands.push([increment, sink.prefix + name, field, String(accumulator.result())]);
      types.set(sink.prefix + name, 'hash');
      members.add(name);
    }
    let total = totals.get(field);
    if (!total) totals.set(field, (total = aggregate.kind.zero()));
    total.merge(accumulator);
  }
  if (sink.total !== undefined) {
    for (const [field, total] of totals)
      commands.push([increment, sink.total, field, String(total.result())]);
    if (totals.size > 0) types.set(sink.total, 'hash');
  }
  if (sink.members !== undefined && members.size > 0) {
    const names = [...members];
    for (let index = 0; index < names.length; index += MEMBERS_AT_ONCE)
      commands.push(['SADD', sink.members, ...names.slice(index, index + MEMBERS_AT_ONCE)]);
    types.set(sink.members, 'set');
  }
  return commands;
}
