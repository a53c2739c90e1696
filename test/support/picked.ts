/** The same value with those members alone that paths lead to; where one ends, or leads through something else than an object, all of that is there. */
export function picked(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some(path => path.length === 0) || !isPlainObject(value)) return value;
  const members: Record<string, unknown> = {};
  for (const [name, some] of Map.groupBy(paths, ([first]) => first!)) {
    if (Object.hasOwn(value, name))
      members[name] = picked(
        value[name],
        some.map(path => path.slice(1)),
      );
  }
  return members;
}

/** One that has a constructor of its own is none like others. */
const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  value.constructor === Object &&
  !Object.hasOwn(value, '__proto__');
