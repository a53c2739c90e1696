import type { z } from 'zod';
import type { Place } from '../place.ts';
import type { MemberPath } from '../problems.ts';
import type { Attempt, Report } from '../report.ts';

/** How often an event counts in the results, whatever fails. */
export interface Guarantee {
  level: 'exactly-once' | 'at-least-once' | 'at-most-once' | 'each-run';
  /** For people, beside every pipeline. */
  text: string;
}

/** Everything about one kind of source but how it reads, which is in the engine's file of the same name. */
export interface SourceKind<Schema extends z.ZodObject, Spec = z.output<Schema>> {
  /** Its members in a pipeline file; `type` is the literal under which it is registered. */
  readonly schema: Schema;
  /** It hears in Redis what others send: it is ready before any other source starts, and ends when the others have. */
  readonly hearsOthers: boolean;
  /** What it gave is given again after a restart, from where the last flush stood. */
  readonly hasPosition: boolean;
  /** What it gives is kept by the Redis that takes the results: after a lost connection only what is there counts. */
  readonly isKeptInRedis: boolean;
  /** It gives events no faster than they are taken; while Redis refuses results, nothing is lost. */
  readonly waits: boolean;
  /** Each run gives the same events from the beginning. */
  readonly startsOver: boolean;
  /** A replay made in the process can stand in for it (`--offline`). */
  readonly hasReplay: boolean;
  /** Under which the position is kept where events name no key. */
  readonly positionName: string;
  /** Whose events come in an order of their own, by the key of the event; empty where the source cannot tell when it has read everything. */
  partitions(spec: Spec): readonly string[];
  /** It is exhausted some time by itself. */
  hasEnd(spec: Spec): boolean;
  /** How its lag is told: entries not read, time behind the newest entry, or events that wait to be processed. */
  lagAs(spec: Spec): 'entries' | 'behind' | 'waiting';
  /** Several workers may share it, each under a name, which the file may leave out; null where there is one worker. */
  sharing(spec: Spec): { readonly group: string; readonly consumer: string | undefined } | null;
  /** Redis counts how often it has given each event. */
  countsDeliveries(spec: Spec): boolean;
  /** The same source with a name for a worker that shares it and has none. */
  withConsumer(spec: Spec, consumer: string): Spec;
  /** For people: what it reads. */
  text(spec: Spec): string;
  /** For people who look at its events before anything runs: that nothing has come yet, and what is read how. Sentences. */
  looking(spec: Spec): { readonly nothingYet: string; readonly reads: string };
  /** Where its events come from, outside of the pipeline. */
  reads(spec: Spec): readonly Place[];
  /** What reading changes. */
  changes(spec: Spec): readonly Place[];
  /** What the schema cannot say. */
  check(spec: Spec, report: Report, attempt: Attempt): void;
  /** How often an event counts, where this differs from what the members above promise; else null. */
  guarantee(spec: Spec): Guarantee | null;
  /** What would make the guarantee stronger, as a sentence, and which member of the pipeline would be changed for it; null where nothing would. */
  stronger(spec: Spec, pipeline: { readonly isDeduped: boolean }): { text: string; path: MemberPath } | null;
  /** What a person has to know beside the guarantee, as parts of a sentence. */
  notes(spec: Spec, pipeline: { readonly emitsWindows: boolean; readonly isDeduped: boolean }): string[];
}

type Told = 'schema' | 'hearsOthers' | 'hasPosition' | 'waits' | 'startsOver' | 'text' | 'looking' | 'reads';

/** A kind of source; what is left out is as for most. */
export function sourceKind<Schema extends z.ZodObject>(
  kind: Pick<SourceKind<Schema>, Told> & Partial<Omit<SourceKind<Schema>, Told>>,
): SourceKind<Schema> {
  return {
    isKeptInRedis: false,
    hasReplay: false,
    positionName: 'position',
    partitions: () => [],
    hasEnd: () => false,
    lagAs: () => 'waiting',
    sharing: () => null,
    countsDeliveries: () => false,
    withConsumer: spec => spec,
    changes: () => [],
    check: () => {},
    guarantee: () => null,
    stronger: () => null,
    notes: () => [],
    ...kind,
  };
}
