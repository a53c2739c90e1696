import { z } from 'zod';
import { placeForms, placeKinds } from '../pipeline/place.ts';
import { count } from './values.ts';

/** Pipelines through which events go round, in that order, by their names. */
export const round = z.object({
  names: z.array(z.string()),
  /** Whether they do depends on names that are not known before they run. */
  may: z.boolean(),
});
export type FlowRound = z.infer<typeof round>;

/** How a reader bears what is written for it. */
const pressure = z.object({
  state: z.enum(['keeps-up', 'falls-behind', 'catches-up', 'is-behind', 'loses', 'unknown']),
  /** Entries, elements, messages or events that wait for it; the time between what is newest and what it read last, where only that can be told. */
  waiting: z.object({ of: z.enum(['count', 'ms']), amount: z.number().nonnegative() }).nullable(),
  /** By how much what waits grows in a second, negative while it shrinks; for `loses` what is lost in one. Null where it is not known yet. */
  perSecond: z.number().nullable(),
  /** Why it is unknown. */
  reason: z.string().nullable(),
});
export type FlowPressure = z.infer<typeof pressure>;

const flowPipeline = z.object({
  /** Tells it from those of other files. */
  node: z.string(),
  /** The file it is in, and what it is called there. */
  file: z.string(),
  fileName: z.string(),
  id: z.string(),
  name: z.string(),
  /** It is in the file that is shown; else in another one that runs on this connection. */
  isOwn: z.boolean(),
  /** As of a run; null while it does not run. */
  state: z.string().nullable(),
  /** Null while it does not run. */
  receivedPerSecond: z.number().nullable(),
  emittedPerSecond: z.number().nullable(),
  received: count.nullable(),
  emitted: count.nullable(),
  pressure,
});
export type FlowPipeline = z.infer<typeof flowPipeline>;

const place = z.object({ kind: z.enum(placeKinds), name: z.string(), as: z.enum(placeForms) });

/** Pipelines as one picture: what each reads and writes, and how fast. `JointsOf` says what the members mean. */
export const flow = z.object({
  pipelines: z.array(flowPipeline),
  places: z.array(place.extend({ id: z.string() })),
  writes: z.array(
    z.object({
      node: z.string(),
      place: z.string(),
      what: z.enum(['results', 'late', 'invalid']),
      notCounted: z.string().nullable(),
    }),
  ),
  reads: z.array(
    z.object({
      node: z.string(),
      place: z.string(),
      as: z.enum(['events', 'lookup']),
      by: place.nullable(),
      group: z.string().nullable(),
      may: z.boolean(),
    }),
  ),
  rounds: z.array(round),
});
export type Flow = z.infer<typeof flow>;
