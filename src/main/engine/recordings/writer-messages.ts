import type { RecordingNote } from './recording-line.ts';

/** What a writer's thread is started with. */
export interface WriterStart {
  path: string;
  startedAt: number;
}

/** Rows of one segment to write down. */
export interface WriterBatch {
  memory: SharedArrayBuffer;
  /** The segment's room for payloads. */
  payloadBytes: number;
  /** Of the segment, ascending. */
  rows: Uint32Array<ArrayBuffer>;
  /** Names by the numbers that the rows carry. */
  names: Map<number, Uint8Array>;
  /** What stands in the place of a row that is a gap. */
  gaps: Map<number, RecordingNote>;
  /** Messages before these rows that could not be had. */
  lost: { messages: number; reason: string } | null;
}

export type WriterRequest = { batch: WriterBatch } | { end: { time: number; lost: number } };

export type WriterAnswer =
  /** The file could not be made. */
  | { failedToOpen: string; code: string | null }
  | { opened: true }
  | {
      /** Of the file so far. */
      messages: number;
      gaps: number;
      bytes: number;
      /** Messages of this batch that could not be written, and why. */
      lost: number;
      failure: string | null;
    };
