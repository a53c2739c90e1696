import type { FieldPath } from '#shared/contract/decoding.ts';

/** More of a value than this stands in no cell. */
const MAX_TEXT = 300;

/** ECMAScript's "JSON.parse source text access"; the types don't know it yet. */
const rawJson = (JSON as unknown as { rawJSON: (text: string) => object }).rawJSON;

/** The value at a path of decoded JSON; undefined where there is none. */
export function fieldOf(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

/** A value of JSON as the text of a cell; null where there is none. */
export function fieldText(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : compact(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

/** JSON in one line; integers that were too large for a number keep their digits. What is nested too deep to be written is "…". */
function compact(value: unknown): string {
  try {
    return JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'bigint' ? rawJson(String(member)) : member,
    );
  } catch {
    return '…';
  }
}
