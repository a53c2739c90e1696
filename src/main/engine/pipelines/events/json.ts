/** ECMAScript's "JSON.parse source text access" has `JSON.rawJSON`; Node has it, the types don't yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** JSON with BigInts as numbers of all their digits and bytes as `{"base64": ...}`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, writable);
}

function writable(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return rawJSON(String(value));
  if (typeof value === 'object' && value !== null) {
    // A Buffer's own toJSON has run before: look at what is really there.
    const original = (this as Record<string, unknown>)[key];
    if (original instanceof Uint8Array) return { base64: Buffer.from(original).toString('base64') };
    if (value instanceof Map) return Object.fromEntries(value);
  }
  return value;
}
