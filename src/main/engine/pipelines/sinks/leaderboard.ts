import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Command } from '../../connections/redis-client.ts';
import type { Panes } from '../windows/panes.ts';
import type { Sink, SinkContext } from './sink.ts';
import { joinKey, unixSeconds } from './values.ts';

/** A sorted set for each window; its name has the window's number or time. */
export function makeLeaderboard({ key: name, epochKey }: SinkOf<'leaderboard'>, context: SinkContext): Sink {
  const { aggregate, index } = context.merged();
  const epochs = name.includes('{epoch}') ? context.epochs(epochKey) : null;
  return {
    changes(deltas, { windows }) {
      for (const [window, commands] of rankings(aggregate, index, deltas)) {
        const key = (epoch: number | null) =>
          name.replaceAll('{epoch}', String(epoch)).replaceAll('{window}', String(window));
        windows.push({ epochs, window, type: 'zset', key, commands });
      }
    },
  };
}

type Ranking = [window: number, commands: ((key: string) => Command)[]];

/** By window, in unix seconds, ascending. */
function rankings({ redisMerge }: Aggregate, index: number, deltas: Panes): Ranking[] {
  const rankings = new Map<number, Ranking[1]>();
  const keep = redisMerge === 'max' ? 'GT' : 'LT';
  for (const { start, key, accumulators } of deltas.groups()) {
    const value = accumulators[index]!.result();
    if (value === null) continue;
    const window = unixSeconds(start);
    let commands = rankings.get(window);
    if (!commands) rankings.set(window, (commands = []));
    const member = joinKey(key);
    const amount = `${value as number}`;
    commands.push(
      redisMerge === 'add'
        ? name => ['ZINCRBY', name, amount, member]
        : name => ['ZADD', name, keep, amount, member],
    );
  }
  return [...rankings].sort(([a], [b]) => a - b);
}
