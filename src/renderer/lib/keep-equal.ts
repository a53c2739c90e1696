/**
 * The newer of two values, with all of the older one that is equal in it: where nothing changed, the older one itself. So whoever
 * compares by identity (a memo, a dependency) sees only what changed.
 *
 * Looks into arrays, plain objects and typed arrays; any other object is equal to itself alone.
 */
export function keepEqual<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) return keepItems(before, after) as T;
  if (isTypedArray(before) && isTypedArray(after))
    return areEqual(before, after) ? (before as unknown as T) : after;
  if (isPlain(before) && isPlain(after)) return keepMembers(before, after) as T;
  return after;
}

/** Remembers the newest of the values that it is given, and answers with what `keepEqual` makes of it. */
export function keeper<T>(): (value: T) => T {
  let newest: T | undefined;
  return value => (newest = keepEqual(newest, value));
}

function keepItems(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  let isSame = before.length === after.length;
  const kept = after.map((item, index) => {
    const one = keepEqual(before[index], item);
    isSame &&= index in before && Object.is(one, before[index]);
    return one;
  });
  return isSame ? before : kept;
}

type Members = Readonly<Record<string, unknown>>;

function keepMembers(before: Members, after: Members): Members {
  const names = Object.keys(after);
  let isSame = names.length === Object.keys(before).length;
  const kept = Object.fromEntries(
    names.map(name => {
      const known = Object.hasOwn(before, name);
      const one = keepEqual(known ? before[name] : undefined, after[name]);
      isSame &&= known && Object.is(one, before[name]);
      return [name, one];
    }),
  );
  return isSame ? before : kept;
}

type TypedArray = Uint8Array | Float64Array;

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function areEqual(before: TypedArray, after: TypedArray): boolean {
  if (before.constructor !== after.constructor || before.length !== after.length) return false;
  for (let index = 0; index < after.length; index++)
    if (!Object.is(before[index], after[index])) return false;
  return true;
}

function isPlain(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
