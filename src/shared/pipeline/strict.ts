import { z } from 'zod';

/** Builders whose errors say what is allowed, after " — allowed: ". */

/** An object that takes no other members, and names those it takes. */
export function strict<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? `has unknown ${issue.keys.map(key => JSON.stringify(key)).join(', ')} — allowed: ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

type Variant = z.ZodObject;

/** One of several objects, told apart by the literal in `key`; the record's names are those literals. */
export function variants<T extends Record<string, Variant>>(key: string, options: T) {
  const allowed = Object.keys(options)
    .map(name => JSON.stringify(name))
    .join(', ');
  return z.discriminatedUnion(
    key,
    Object.values(options) as unknown as [T[keyof T] & z.core.$ZodTypeDiscriminable],
    { error: issue => (issue.code === 'invalid_union' ? `is unknown — allowed: ${allowed}` : undefined) },
  );
}

/** The schemas of kinds, by the names under which they are registered. */
export function schemasOf<T extends Record<string, { readonly schema: Variant }>>(kinds: T) {
  return Object.fromEntries(Object.entries(kinds).map(([type, { schema }]) => [type, schema])) as {
    [K in keyof T]: T[K]['schema'];
  };
}
