import { refuseManyValues } from '../json/json-size.ts';

/** UTF-8 of JSON. */
export type JsonBytes = Buffer;

export function isJson(bytes: Buffer): boolean {
  try {
    refuseManyValues(bytes);
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
