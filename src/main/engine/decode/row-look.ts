import { isUtf8 } from 'node:buffer';
import type { DecodedStep, Decoding, FieldPath } from '#shared/contract/decoding.ts';
import { refuseManyValues } from '../json/json-size.ts';
import { parseJson } from '../json/parse-json.ts';
import { fieldOf, fieldText } from './field.ts';
import { foreignFormat } from './foreign.ts';
import { unwrap } from './unwrap.ts';

/** What of a payload travels with a row; a line on a wide screen shows no more. */
export const PREVIEW_BYTES = 512;

/** What a table shows of one payload. */
export interface RowLook {
  /** The beginning of what is shown, at most `PREVIEW_BYTES`. */
  preview: Uint8Array;
  /** Bytes of the whole of it. */
  size: number;
  /** What was taken off to get there, and at the end the format of another language, where it is one. */
  steps: DecodedStep[];
  /** The values of the columns; null where the payload has no such field. */
  values: (string | null)[];
  /** Why it is shown as it came although something else was chosen or announced. */
  problem: string | null;
}

/** Reads a payload for a table. @throws {OutputTooLarge} never: what is too large is shown as it came, and says so */
export function lookAt(
  payload: Buffer,
  chosen: Decoding | null,
  columns: readonly FieldPath[],
  maxBytes?: number,
): RowLook {
  const { steps, bytes, problem } = unwrap(payload, chosen, maxBytes);
  const values = columns.length === 0 ? [] : columnValues(bytes, chosen, columns);
  if (chosen === 'hex') {
    const preview = Buffer.from(payload.toString('hex', 0, PREVIEW_BYTES / 2));
    return { preview, size: payload.length * 2, steps: ['hex'], values, problem };
  }
  // A copy: a part of a large decoded payload would keep all of it.
  const preview = new Uint8Array(bytes.subarray(0, PREVIEW_BYTES));
  const foreign = chosen === null || steps.length > 0 ? foreignFormat(bytes) : null;
  return { preview, size: bytes.length, steps: foreign ? [...steps, foreign] : steps, values, problem };
}

function columnValues(
  bytes: Buffer,
  chosen: Decoding | null,
  columns: readonly FieldPath[],
): (string | null)[] {
  if (chosen === 'hex' || chosen === 'text') return columns.map(() => null);
  const value = jsonValue(bytes);
  return columns.map(path => fieldText(fieldOf(value, path)));
}

/** The value that JSON stands for, with large integers as BigInt; undefined for anything else. */
export function jsonValue(bytes: Buffer): unknown {
  const first = bytes[0];
  // Fields are in objects and arrays; anything else needs no reading.
  if (first === undefined || (first > 0x20 && first !== 0x7b && first !== 0x5b)) return undefined;
  try {
    if (!isUtf8(bytes)) return undefined;
    refuseManyValues(bytes);
    return parseJson(bytes.toString());
  } catch {
    return undefined;
  }
}
