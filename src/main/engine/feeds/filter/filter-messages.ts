import type { FilterCondition } from '#shared/contract/feeds.ts';
import type { ChosenByNumber } from '../../decode/chosen-decodings.ts';

/** What a filter's thread is started with. */
export interface FilterStart {
  condition: FilterCondition;
  highlight: boolean;
  /** One 32-bit number: the row being looked at plus one, 0 between two batches. */
  progress: SharedArrayBuffer;
}

/** Rows of one segment to look at. */
export interface FilterBatch {
  memory: SharedArrayBuffer;
  /** The segment's room for payloads. */
  payloadBytes: number;
  /** Sequence number of the segment's row 0. */
  firstSeq: number;
  /** Rows of the segment. */
  from: number;
  to: number;
  /** Numbers that the rows' columns `channels` and `patterns` carry; null for no solo at all. */
  muted: Sources;
  solo: Sources | null;
  /** What payloads are to be read as; null where all are read as they look like. */
  chosen: ChosenByNumber | null;
  /** Names by their numbers: of all channels and patterns in these rows, where the condition can ask for them. */
  names: Map<number, Uint8Array>;
}

export interface Sources {
  channels: number[];
  patterns: number[];
  /** Numbers in the column `channels` of rows that came from sharded channels. */
  shards: number[];
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
