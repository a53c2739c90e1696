import type { Receipt } from '../sources/source.ts';
import type { Panes } from '../windows/panes.ts';
import type { SourceEvent } from './event.ts';

/** Counts of what happened to events. `received = invalid + unmatched + matched`; late ones are among the matched. */
export interface Counts {
  received: number;
  decoded: number;
  invalid: number;
  unmatched: number;
  matched: number;
  late: number;
  /** Their id had counted before; they are among the unmatched. */
  repeated: number;
  /** They were over the rate; they are among the unmatched. */
  limited: number;
  /** Rows, passed events, and changes handed to merging sinks. */
  emitted: number;
}

export const noCounts = (): Counts => ({
  received: 0,
  decoded: 0,
  invalid: 0,
  unmatched: 0,
  matched: 0,
  late: 0,
  repeated: 0,
  limited: 0,
  emitted: 0,
});

export function addCounts(to: Counts, from: Counts): void {
  for (const name of Object.keys(to) as (keyof Counts)[]) to[name] += from[name];
}

/** An event that has passed, and its decoded value. */
export interface PassedEvent {
  readonly event: SourceEvent;
  readonly value: unknown;
}

/** An event that does not count, and why. */
export interface InvalidEvent {
  readonly event: SourceEvent;
  readonly reason: string;
  /** When it was processed, milliseconds since the Unix epoch. */
  readonly at: number;
}

/** What the events since the last flush amount to: the next flush writes it, whole. */
export interface Batch {
  events: number;
  /** One of them may be what ends a worker: it is flushed before another one is processed. */
  isAlone: boolean;
  /** About how many bytes those have that are passed on. */
  bytes: number;
  counts: Counts;
  /** Changes for merging sinks. */
  deltas: Panes | null;
  /** Matched events, for emitting sinks of a pipeline without aggregate. */
  passed: PassedEvent[];
  late: PassedEvent[];
  /** Invalid events, where a sink takes them. */
  invalid: InvalidEvent[];
  /** What the source is told of these events once they count, by key. */
  receipts: Map<string, Receipt[]>;
  /** Where the last event of each stream, or of the event stream, stood. */
  positions: Map<string, string>;
}
