import type { FeedSort } from '#shared/contract/feeds.ts';
import type { ChosenByNumber } from '../../decode/chosen-decodings.ts';

/** What a sort's thread is started with. */
export type SortStart = FeedSort;

export interface SortBatch {
  memory: SharedArrayBuffer;
  /** The segment's room for payloads. */
  payloadBytes: number;
  firstSeq: number;
  /** Of the segment, ascending. */
  rows: Uint32Array<ArrayBuffer>;
  chosen: ChosenByNumber;
  /** Names of the rows' channels, where these are what is sorted by. */
  names: Map<number, string>;
}

export type SortRequest = { batch: SortBatch } | 'finish';

export type SortAnswer = { read: number } | { seqs: Float64Array<ArrayBuffer>; missing: number };
