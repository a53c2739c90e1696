import { parseJson } from '../../json/parse-json.ts';
import { rawJson, toJson } from '../events/json.ts';

/**
 * JSON for what a run goes on from: it is read as it was written, to the last digit. Whole numbers beyond 2^53 that are BigInts stay so; doubles
 * of that size are written with an exponent, which tells them apart.
 */
export function toSavedJson(value: unknown): string {
  return toJson(value, item =>
    typeof item === 'number' && Number.isInteger(item) && !Number.isSafeInteger(item)
      ? rawJson(item.toExponential())
      : item,
  );
}

export function fromSavedJson(text: string): unknown {
  return parseJson(text);
}
