import type { z } from 'zod';
import type { Aggregate } from '../aggregates/aggregate.ts';
import type { Place } from '../place.ts';
import type { Attempt, Report } from '../report.ts';
import type { Windower } from '../windower.ts';

/** What a pipeline has beside its sinks, as far as they have to fit to it. What is undefined has a problem of its own. */
export interface SinkNeighbours {
  readonly groupBy: readonly string[];
  /** By name, in the order of the file; null without any. */
  readonly aggregates: ReadonlyMap<string, Aggregate | undefined> | null;
  readonly windower: Windower | undefined;
}

/** What a screen draws of a sink without reading the pipeline's rows. */
type SinkChart =
  | {
      kind: 'timeSeries';
      prefix: string;
      total: string | null;
      members: string | null;
      /** Between the starts of two windows. */
      sizeSeconds: number;
    }
  | { kind: 'leaderboard'; key: string; epochKey: string };

/** Everything about one kind of sink but how it writes, which is in the engine's file of the same name. */
export interface SinkKind<Schema extends z.ZodObject, Spec = z.output<Schema>> {
  /** Its members in a pipeline file; `type` is the literal under which it is registered. */
  readonly schema: Schema;
  /**
   * Where it writes: in the transaction that keeps the position, as lines before that transaction, or nowhere but on the screen.
   */
  readonly into: 'transaction' | 'lines' | 'screen';
  /** For people: where it writes. */
  text(spec: Spec): string;
  /** Where it writes, outside of the pipeline. */
  writes(spec: Spec): readonly Place[];
  /** What the schema cannot say. `at` is the path of the sink. */
  check(
    spec: Spec,
    at: (string | number)[],
    neighbours: SinkNeighbours,
    report: Report,
    attempt: Attempt,
  ): void;
  chart(spec: Spec, windower: Windower | null): SinkChart | null;
}

type Told = 'schema' | 'into' | 'text' | 'writes';

/** A kind of sink; what is left out is as for most. */
export function sinkKind<Schema extends z.ZodObject>(
  kind: Pick<SinkKind<Schema>, Told> & Partial<Omit<SinkKind<Schema>, Told>>,
): SinkKind<Schema> {
  return { check: () => {}, chart: () => null, ...kind };
}
