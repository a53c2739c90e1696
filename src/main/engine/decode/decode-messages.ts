import type { Decoded, Decoding, FieldPath } from '#shared/contract/decoding.ts';
import type { RowLook } from './row-look.ts';

export interface DecodeRequest {
  payload: Uint8Array;
  chosen: Decoding | null;
  /** By whose it is. */
  implied: Decoding | null;
  /** For a row of a table; null for a payload that is shown whole. */
  columns: readonly FieldPath[] | null;
}

export type DecodeAnswer = { look: RowLook } | { decoded: Decoded };
