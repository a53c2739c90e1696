import { globMatches } from '../redis/glob.ts';

/** Whose names mean something to Redis as the names of keys; the others are names of their own. */
const kinds = {
  channel: { isKey: false },
  /** It receives SPUBLISH only. */
  shardChannel: { isKey: false },
  /** What Redis announces of keys whose names match. */
  keyEvents: { isKey: false },
  stream: { isKey: true },
  list: { isKey: true },
  hash: { isKey: true },
  set: { isKey: true },
  sortedSet: { isKey: true },
  string: { isKey: true },
  series: { isKey: true },
  file: { isKey: false },
  /** An address that is read (GET), and one that is sent to (POST): what is sent does not come back as what is read. */
  eventSource: { isKey: false },
  receiver: { isKey: false },
};

export type PlaceKind = keyof typeof kinds;
export const placeKinds = Object.keys(kinds) as [PlaceKind, ...PlaceKind[]];

/** Something outside of a pipeline that it reads from or writes to. */
export interface Place {
  readonly kind: PlaceKind;
  readonly name: string;
  /**
   * What `name` is: the name itself, a pattern of Redis, the beginning of names, a name in which `{epoch}` and `{window}` stand for numbers, or an
   * expression of which no part is known.
   */
  readonly as: (typeof placeForms)[number];
}

export const placeForms = ['name', 'pattern', 'prefix', 'numbered', 'expression'] as const;

/** A place with exactly this name. */
export const named = (kind: PlaceKind, name: string): Place => ({ kind, name, as: 'name' });

export const isKey = ({ kind }: Place): boolean => kinds[kind].isKey;

/** For people: `ev:*` for names that begin so. */
export function placeText({ name, as }: Place): string {
  if (as === 'prefix') return `${name}*`;
  return as === 'expression' ? `the key ${name} of each event` : name;
}

const NUMBER = /\{(?:epoch|window)\}/g;
const bytes = (text: string) => new TextEncoder().encode(text);

/**
 * Whether what is written in one place is read in another: `surely`, or `maybe` where only the beginning of a name is known; null where the names
 * cannot be the same.
 */
export function meets(written: Place, read: Place): 'surely' | 'maybe' | null {
  const isSameKind = written.kind === read.kind || (read.kind === 'keyEvents' && isKey(written));
  if (!isSameKind || written.as === 'expression' || read.as === 'expression') return null;
  if (written.as === 'name') return readsName(read, written.name) ? 'surely' : null;
  if (read.as === 'name') return mayBeNamed(written, read.name) ? 'maybe' : null;
  if (read.as === 'pattern')
    return written.as === 'prefix' ? goesOn(read.name, written.name) : numbersIn(read.name, written.name);
  const [a, b] = [fixedPart(written), read.name];
  return a.startsWith(b) || b.startsWith(a) ? 'maybe' : null;
}

/** Whether a pattern matches names that begin so: all of them, or some. */
function goesOn(pattern: string, start: string): 'surely' | 'maybe' | null {
  // A star at the end takes any rest; what stands before it has to match the beginning, or one more sign than that. Classes match some signs.
  const endsOpen = /(?<!\\)\*$/.test(pattern) && !pattern.includes('[');
  if (endsOpen && (matches(pattern, start) || matches(pattern, `${start}\0`))) return 'surely';
  const ends = Array.from({ length: pattern.length }, (_, index) =>
    pattern[index] === '*' ? index + 1 : index,
  );
  return ends.some(end => matches(pattern.slice(0, end), start)) ? 'maybe' : null;
}

/** Whether a pattern matches names with numbers in them. */
function numbersIn(pattern: string, name: string): 'surely' | 'maybe' | null {
  const found = ['0', '7', '12'].filter(number => matches(pattern, name.replace(NUMBER, number)));
  return found.length === 3 ? 'surely' : found.length > 0 ? 'maybe' : null;
}

const matches = (pattern: string, name: string): boolean => globMatches(bytes(pattern), bytes(name));

function readsName({ name, as }: Place, written: string): boolean {
  if (as === 'pattern') return matches(name, written);
  return as === 'prefix' ? written.startsWith(name) : written === name;
}

/** Whether a name may be one of those that are written. */
export function mayBeNamed({ name, as }: Place, other: string): boolean {
  if (as === 'prefix') return other.startsWith(name) && other.length > name.length;
  if (as === 'numbered') return numbered(name).test(other);
  return as === 'name' && name === other;
}

function numbered(name: string): RegExp {
  const literal = (text: string) => text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return new RegExp(
    `^${name
      .split(NUMBER)
      .map(literal)
      .join(String.raw`\d+`)}$`,
    's',
  );
}

/** Up to where all names are the same. */
function fixedPart({ name, as }: Place): string {
  return as === 'numbered' ? name.split(NUMBER, 1)[0]! : name;
}
