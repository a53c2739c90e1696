import type { Plan } from '#shared/pipeline/plan.ts';
import type { SinkOf, SinkSpec, SinkType } from '#shared/pipeline/sinks/sinks.ts';
import { Epochs } from '../checkpoint/epochs.ts';
import { branchOf } from './branch.ts';
import { makeChart } from './chart.ts';
import { makeFile } from './file.ts';
import { makeHash } from './hash.ts';
import { makeHttp } from './http.ts';
import { makeLeaderboard } from './leaderboard.ts';
import { makeList } from './list.ts';
import { makePublish } from './publish.ts';
import { makeServerSeries } from './server-series.ts';
import { makeSet } from './set.ts';
import type { Sink, SinkContext } from './sink.ts';
import { makeStdout } from './stdout.ts';
import { makeStream } from './stream.ts';
import { makeTimeSeries } from './time-series.ts';

/** How each kind of sink writes. What else there is to say about a kind is in `#shared/pipeline/sinks`. */
const makers: { [T in SinkType]: (spec: SinkOf<T>, context: SinkContext) => Sink } = {
  timeSeries: makeTimeSeries,
  leaderboard: makeLeaderboard,
  serverSeries: makeServerSeries,
  publish: makePublish,
  stream: makeStream,
  list: makeList,
  set: makeSet,
  stdout: makeStdout,
  file: makeFile,
  hash: makeHash,
  http: makeHttp,
  chart: makeChart,
};

/** The sinks of a pipeline, in the order of its file. */
export interface Sinks {
  readonly merging: readonly Sink[];
  readonly emitting: readonly Sink[];
  readonly late: readonly Sink[];
  readonly invalid: readonly Sink[];
  readonly all: readonly Sink[];
  /** The numbers of windows that sinks use. */
  readonly epochs: readonly Epochs[];
}

/** Sinks that put into a flush what they would write to Redis, and nothing anywhere else. @param worker as in a run */
export function makeDrySinks(plan: Plan, worker: string): Sinks {
  const nowhere = { writeStdout: () => Promise.resolve(), log: () => {}, waiting: () => {}, imported: true };
  const sinks = makeSinks(plan, { worker, ...nowhere });
  for (const sink of sinks.all)
    for (const outside of ['open', 'lines', 'close'] as const) delete sink[outside];
  return sinks;
}

export function makeSinks(
  plan: Plan,
  outside: Pick<SinkContext, 'worker' | 'writeStdout' | 'log' | 'waiting' | 'imported'>,
): Sinks {
  const epochs = new Map<string, Epochs>();
  const common = {
    ...outside,
    plan,
    takes: plan.windower ? ('rows' as const) : ('events' as const),
    epochs(key: string) {
      const found = epochs.get(key) ?? new Epochs(key);
      epochs.set(key, found);
      return found;
    },
    merged: (): never => {
      throw new Error('only a sink that adds up changes has one aggregate');
    },
  };
  const ofEvents = { ...common, takes: 'events' as const };
  const make = (spec: SinkSpec, context: SinkContext = common): Sink => {
    const sink = (makers[spec.type] as (spec: SinkSpec, context: SinkContext) => Sink)(spec, context);
    return branchOf(sink, 'where' in spec ? spec.where : undefined, context.takes);
  };
  const merging = plan.merging.map(({ sink, aggregate: index }) =>
    make(sink, { ...common, merged: () => ({ aggregate: plan.aggregates[index]!, index }) }),
  );
  const emitting = plan.emitting.map(sink => make(sink));
  const late = plan.lateSinks.map(sink => make(sink, ofEvents));
  const invalid = plan.invalidSinks.map(sink => make(sink));
  const all = [...merging, ...emitting, ...late, ...invalid];
  return { merging, emitting, late, invalid, all, epochs: [...epochs.values()] };
}
