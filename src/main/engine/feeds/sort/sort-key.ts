import type { FieldPath } from '#shared/contract/decoding.ts';
import { fieldOf, fieldText } from '../../decode/field.ts';

/** What a row is sorted by; undefined where it has no such value. */
export type SortKey = number | bigint | string | boolean | null | undefined;

/** The key that a field of decoded JSON gives: objects and arrays sort by their text. */
export function sortKeyOf(value: unknown, path: FieldPath): SortKey {
  const found = fieldOf(value, path);
  if (typeof found === 'string') return fieldText(found)!;
  return typeof found === 'object' && found !== null ? fieldText(found)! : (found as SortKey);
}

/** Numbers, then text, then truth values, then null. */
function rankOf(key: SortKey): number {
  if (typeof key === 'number' || typeof key === 'bigint') return 0;
  if (typeof key === 'string') return 1;
  return typeof key === 'boolean' ? 2 : 3;
}

/** The order of two keys, neither of which is missing. Numbers compare as numbers, whatever their size. */
function compareKeys(a: SortKey, b: SortKey): number {
  const ranks = rankOf(a) - rankOf(b);
  if (ranks !== 0) return ranks;
  return a! < b! ? -1 : a! > b! ? 1 : 0;
}

/** The places of keys in their order; what is missing stands last in both directions, and what is equal as it came. */
export function sortedPlaces(keys: readonly SortKey[], direction: 'ascending' | 'descending'): Uint32Array {
  const sign = direction === 'ascending' ? 1 : -1;
  const places = Uint32Array.from({ length: keys.length }, (_, place) => place);
  return places.sort((a, b) => {
    const [x, y] = [keys[a], keys[b]];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a - b;
    return sign * compareKeys(x, y) || a - b;
  });
}
