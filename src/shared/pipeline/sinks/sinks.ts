import type { z } from 'zod';
import { isKey, mayBeNamed } from '../place.ts';
import { schemasOf, variants } from '../strict.ts';
import { chart } from './chart.ts';
import { file } from './file.ts';
import { hash } from './hash.ts';
import { http } from './http.ts';
import { leaderboard } from './leaderboard.ts';
import { list } from './list.ts';
import { publish } from './publish.ts';
import { serverSeries } from './server-series.ts';
import { set } from './set.ts';
import type { SinkKind } from './sink-kind.ts';
import { stdout } from './stdout.ts';
import { stream } from './stream.ts';
import { timeSeries } from './time-series.ts';

/**
 * The sinks there are, each under the `type` that names it in a file, by what they take. The engine's list of the same keys says how each
 * writes.
 */

/** They take what changes in a window, and Redis adds it up: also what several workers write. */
const mergingKinds = { timeSeries, leaderboard, serverSeries };
/** They take each event, or each finished row; late events too. */
const eventKinds = { publish, stream, list, set, hash, http, stdout, file };
/** They take finished rows alone. */
const rowKinds = { chart };

const sinkKinds = { ...mergingKinds, ...eventKinds, ...rowKinds };

export type SinkType = keyof typeof sinkKinds;
/** What a file says of a sink of this type. */
export type SinkOf<T extends SinkType> = z.output<(typeof sinkKinds)[T]['schema']>;
export type SinkSpec = { [T in SinkType]: SinkOf<T> }[SinkType];
/** Sinks that take changes of a window and add them up in Redis. */
export type MergingSink = SinkOf<keyof typeof mergingKinds>;
/** Sinks that take each event, or each finished row. */
export type EmittingSink = Exclude<SinkSpec, MergingSink>;

export const sinkSchema = variants('type', schemasOf(sinkKinds));
export const lateSinkSchema = variants('type', schemasOf(eventKinds));
export const invalidSinkSchema = variants('type', schemasOf({ stream }));

/** What its kind says about a sink. */
export function kindOf({ type }: SinkSpec): SinkKind<z.ZodObject, SinkSpec> {
  return sinkKinds[type];
}

/** All sinks of a file. */
export function sinksOf({
  sinks,
  late,
  invalid,
}: {
  sinks: readonly SinkSpec[];
  late?: { sinks: readonly SinkSpec[] } | undefined;
  invalid?: { sinks?: readonly SinkSpec[] | undefined } | undefined;
}): SinkSpec[] {
  return [...sinks, ...(late?.sinks ?? []), ...(invalid?.sinks ?? [])];
}

/** Whether a key of this name may be one of those that a sink writes. */
export function mayWrite(sink: SinkSpec, key: string): boolean {
  return kindOf(sink)
    .writes(sink)
    .some(place => isKey(place) && mayBeNamed(place, key));
}

export function isMerging(sink: SinkSpec): sink is MergingSink {
  return Object.hasOwn(mergingKinds, sink.type);
}
