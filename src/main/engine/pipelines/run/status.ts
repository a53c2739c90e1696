import { noCounts, type Counts } from '../events/batch.ts';
import type { Position } from '../sources/source.ts';

/** What can be said of a running pipeline at a moment. Counts are of what flushes have confirmed and what is on its way. */
export interface PipelineStatus {
  counts: Counts;
  flushes: number;
  /** Times in which events were or may have been missed. */
  gaps: number;
  /** Events thrown away because they came faster than they could be processed. */
  dropped: number;
  /** Events refused because of `limits`; they are among the invalid. */
  overLimit: number;
  position: Position;
  /** Milliseconds since the Unix epoch; null before the first event. */
  watermark: number | null;
  openWindows: number;
  openGroups: number;
  /** Read but not yet written. */
  unflushed: number;
  /** Read but not yet processed. */
  waiting: number;
  lastFlushMs: number | null;
  /** What holds it up now. */
  problem: string | null;
}

/** The file that `--report` writes. */
export interface Report {
  received: number;
  decoded: number;
  invalid: number;
  unmatched: number;
  matched: number;
  late: number;
  repeated: number;
  limited: number;
  emitted: number;
  flushes: number;
  gaps: number;
  position: Position;
  startedAt: string;
  endedAt: string;
}

/** @param status null when it ended before it began */
export function reportOf(status: PipelineStatus | null, startedAt: number, endedAt: number): Report {
  return {
    ...(status?.counts ?? noCounts()),
    flushes: status?.flushes ?? 0,
    gaps: status?.gaps ?? 0,
    position: status?.position ?? null,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
  };
}
