/** ECMAScript's "JSON.parse source text access" has `JSON.rawJSON`; Node has it, the types don't yet. */
export const { rawJSON: rawJson } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** A value with members by name: neither a list nor bytes. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

/**
 * JSON with BigInts as numbers of all their digits and bytes as `{"base64": ...}`.
 *
 * @param replace what to write in place of another value
 */
export function toJson(value: unknown, replace?: (value: unknown) => unknown): string {
  return JSON.stringify(value, function (this: unknown, key: string, item: unknown) {
    if (typeof item === 'bigint') return rawJson(String(item));
    if (typeof item === 'object' && item !== null) {
      // A Buffer's own toJSON has run before: look at what is really there.
      const original = (this as Record<string, unknown>)[key];
      if (original instanceof Uint8Array) return { base64: Buffer.from(original).toString('base64') };
      if (item instanceof Map) return Object.fromEntries(item);
    }
    return replace ? replace(item) : item;
  });
}
