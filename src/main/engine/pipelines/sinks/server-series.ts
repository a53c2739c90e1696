import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Command } from '../../connections/redis-client.ts';
import type { Sink, SinkContext } from './sink.ts';
import { joinKey } from './values.ts';

/** What becomes of the sample that is there already: https://redis.io/docs/latest/commands/ts.add/ */
const policies: Readonly<Record<NonNullable<Aggregate['redisMerge']>, string>> = {
  add: 'SUM',
  max: 'MAX',
  min: 'MIN',
};

/** The changes of each window, which the server adds to the sample at its start: also those of several workers. */
export function makeServerSeries(
  { prefix, labels = {} }: SinkOf<'serverSeries'>,
  { merged }: Pick<SinkContext, 'merged'>,
): Sink {
  const { aggregate, index } = merged();
  const policy = policies[aggregate.redisMerge!];
  const ofNewOnes = Object.entries(labels).flat();
  return {
    changes(deltas, { commands, types }) {
      for (const { start, key, accumulators } of deltas.groups()) {
        const value = accumulators[index]!.result();
        // A series begins with the epoch.
        if (value === null || start < 0) continue;
        const name = prefix + joinKey(key);
        const add: Command = ['TS.ADD', name, start, `${value as number}`, 'ON_DUPLICATE', policy];
        commands.push(ofNewOnes.length > 0 ? [...add, 'LABELS', ...ofNewOnes] : add);
        types.set(name, 'TSDB-TYPE');
      }
    },
    needs: 'TS.ADD',
  };
}
