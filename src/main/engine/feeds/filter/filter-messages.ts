import type { Condition } from '#shared/contract/condition.ts';
import type { ChosenByNumber } from '../../decode/chosen-decodings.ts';
import type { HeardByNumbers } from '../heard-by.ts';
import type { SharedRows } from '../row-reader.ts';

/** What a filter's task begins with. */
export interface FilterStart {
  condition: Condition;
  highlight: boolean;
}

/** Rows of one segment to look at. */
export interface FilterBatch {
  /** With names where the condition can ask for them. */
  shared: SharedRows;
  /** Rows of the segment. */
  from: number;
  to: number;
  muted: HeardByNumbers;
  /** Null for no solo at all. */
  solo: HeardByNumbers | null;
  /** What payloads are to be read as; null where all are read as they look like. */
  chosen: ChosenByNumber | null;
}

export interface FilterResult {
  /** Of the rows that are shown. */
  seqs: Float64Array<ArrayBuffer>;
  marks: Uint8Array<ArrayBuffer>;
  scanned: number;
  muted: number;
  matched: number;
  failed: number;
  failure: string | null;
}
