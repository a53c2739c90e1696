import { compileAggregate, type Aggregate } from './aggregates/aggregate.ts';
import { parseDuration } from './duration.ts';
import {
  compileExpression,
  compileRowExpression,
  type Expression,
  type RowExpression,
} from './expression.ts';
import { compileLookups, type Lookup } from './lookup.ts';
import { compileSelect, type Selection } from './select.ts';
import type { Limits, PipelineFile } from './schema.ts';
import { isMerging, type EmittingSink, type MergingSink } from './sinks/sinks.ts';
import { windowerOf, type Windower } from './windower.ts';

/** A pipeline file with its expressions compiled and its defaults filled in: what runs. */
export interface Plan {
  readonly file: NamedPipeline;
  readonly where: Expression | null;
  /** Null where every event is taken for another one. */
  readonly dedupe: { by: Expression; keep: number; withinMs: number } | null;
  /** Null where events come as fast as they come. */
  readonly rateLimit: { events: number; perMs: number; by: Expression | null } | null;
  /** Null where all events pass. */
  readonly sample: { share: number; by: Expression | null } | null;
  /** What is looked up in Redis, as fields of the event. */
  readonly lookups: readonly Lookup[];
  /** Null where events stay as they are. */
  readonly select: Selection | null;
  readonly groupBy: readonly Expression[];
  readonly windower: Windower | null;
  /** Null when windows go by the time of processing. */
  readonly eventTime: { of: Expression; latenessMs: number; idleMs: number } | null;
  readonly aggregates: readonly Aggregate[];
  /** Null where all rows are results. */
  readonly having: RowExpression | null;
  readonly merging: readonly { sink: MergingSink; aggregate: number }[];
  readonly emitting: readonly EmittingSink[];
  readonly lateSinks: readonly EmittingSink[];
  /** Where invalid events go, whole. */
  readonly invalidSinks: readonly EmittingSink[];
  readonly flushMs: number;
  readonly limits: Limits;
}

/** A pipeline whose name and id are known. */
export type NamedPipeline = PipelineFile & { name: string; id: string };

/** After so long without an event, or after the lateness where that is longer, time goes on without events. */
const IDLE_MS = 10_000;
const FLUSH_MS = 500;
const FLUSH_WITHOUT_WINDOW_MS = 20;

/** A file that has passed `readPipelines` compiles without errors. */
export function compilePlan(file: NamedPipeline): Plan {
  const aggregates = Object.entries(file.aggregate ?? {}).map(([name, spec]) => compileAggregate(name, spec));
  const time = file.window?.time;
  return {
    file,
    where: file.where === undefined ? null : compileExpression(file.where),
    dedupe: file.dedupe
      ? {
          by: compileExpression(file.dedupe.by),
          keep: file.dedupe.keep,
          withinMs: file.dedupe.within === undefined ? Infinity : parseDuration(file.dedupe.within),
        }
      : null,
    rateLimit: file.rateLimit
      ? {
          events: file.rateLimit.events,
          perMs: parseDuration(file.rateLimit.per),
          by: file.rateLimit.by === undefined ? null : compileExpression(file.rateLimit.by),
        }
      : null,
    sample: file.sample
      ? {
          share: file.sample.share,
          by: file.sample.by === undefined ? null : compileExpression(file.sample.by),
        }
      : null,
    lookups: compileLookups(file.lookup ?? {}),
    select: file.select ? compileSelect(file.select) : null,
    groupBy: file.groupBy.map(compileExpression),
    windower: file.window ? windowerOf(file.window) : null,
    eventTime:
      typeof time === 'object'
        ? {
            of: compileExpression(time.event),
            latenessMs: parseDuration(time.lateness),
            idleMs: time.idle === undefined ? idleOf(time.lateness) : parseDuration(time.idle),
          }
        : null,
    aggregates,
    having: file.having === undefined ? null : compileRowExpression(file.having),
    merging: file.sinks.filter(isMerging).map(sink => ({
      sink,
      aggregate: sink.value === undefined ? 0 : aggregates.findIndex(({ name }) => name === sink.value),
    })),
    emitting: file.sinks.filter(sink => !isMerging(sink)),
    lateSinks: file.late?.sinks ?? [],
    invalidSinks: file.invalid?.sinks ?? [],
    flushMs: file.flush ? parseDuration(file.flush) : file.window ? FLUSH_MS : FLUSH_WITHOUT_WINDOW_MS,
    limits: file.limits,
  };
}

const idleOf = (lateness: string): number => Math.max(IDLE_MS, parseDuration(lateness));
