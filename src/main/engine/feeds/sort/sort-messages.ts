import type { FeedSort } from '#shared/contract/feeds.ts';
import type { ChosenByNumber } from '../../decode/chosen-decodings.ts';
import type { SharedRows } from '../row-reader.ts';

/** What a sort's task begins with. */
export type SortStart = FeedSort;

export interface SortBatch {
  /** With names where channels are what is sorted by. */
  shared: SharedRows;
  /** Of the segment, ascending. */
  rows: Uint32Array<ArrayBuffer>;
  chosen: ChosenByNumber;
}

export type SortRequest = { batch: SortBatch } | 'finish';

/** Null to a batch. */
export type SortAnswer = { seqs: Float64Array<ArrayBuffer>; missing: number } | null;
