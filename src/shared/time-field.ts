/** What a number or text that holds a time was read as. */
type TimeUnit = 'ISO 8601' | 's' | 'ms' | 'µs' | 'ns';

export interface FieldTime {
  /** In ms since the Unix epoch. */
  time: number;
  unit: TimeUnit;
}

const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?)?$/;
const DIGITS = /^\d{9,20}(\.\d+)?$/;

/**
 * A time in ISO 8601, or a number since the Unix epoch whose size tells its unit: seconds below 1e11 (the year 5138), then milliseconds,
 * microseconds and nanoseconds. Null for anything else, and for numbers below 1e8 (1973), which are hardly times.
 */
export function readTime(value: unknown): FieldTime | null {
  if (typeof value === 'string') {
    if (DIGITS.test(value)) return readTime(Number(value));
    if (!ISO.test(value)) return null;
    const time = Date.parse(value.replace(',', '.'));
    return Number.isNaN(time) ? null : { time, unit: 'ISO 8601' };
  }
  if (typeof value !== 'number' || !(value >= 1e8 && value < 1e20)) return null;
  if (value < 1e11) return { time: value * 1e3, unit: 's' };
  if (value < 1e14) return { time: value, unit: 'ms' };
  if (value < 1e17) return { time: value / 1e3, unit: 'µs' };
  return { time: value / 1e6, unit: 'ns' };
}

/** The value at a dotted path ("meta.dt", "items.0.at"); undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

/** Dotted paths of the fields of a JSON value that hold times, at most `most`, those nearest to the top first. */
export function timeFields(value: unknown, most = 10): string[] {
  const found: string[] = [];
  let level: [path: string, value: unknown][] = [['', value]];
  for (let depth = 0; depth < 5 && level.length > 0 && level.length < 10_000; depth++) {
    const next: [string, unknown][] = [];
    for (const [path, item] of level) {
      if (typeof item !== 'object' || item === null) {
        if (path !== '' && found.length < most && readTime(item)) found.push(path);
      } else {
        for (const [name, inner] of Object.entries(item))
          if (!name.includes('.')) next.push([path === '' ? name : `${path}.${name}`, inner]);
      }
    }
    level = next;
  }
  return found;
}
