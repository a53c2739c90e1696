import type { SharedRows } from '../feeds/row-reader.ts';
import type { RecordingNote } from './recording-line.ts';

/** What a writer's task begins with. */
export interface WriterStart {
  path: string;
  startedAt: number;
}

/** Rows of one segment to write down. */
export interface WriterBatch {
  shared: SharedRows;
  /** Of the segment, ascending. */
  rows: Uint32Array<ArrayBuffer>;
  /** What stands in the place of a row that is a gap. */
  gaps: Map<number, RecordingNote>;
  /** Messages before these rows that could not be had. */
  lost: { messages: number; reason: string } | null;
}

export type WriterRequest = { batch: WriterBatch } | { end: { time: number; lost: number } };

/** What stands in the file after a batch, and what of the batch does not. */
export interface Written {
  /** Of the file so far. */
  messages: number;
  gaps: number;
  bytes: number;
  /** Messages of this batch that could not be written, and why. */
  lost: number;
  failure: string | null;
}
