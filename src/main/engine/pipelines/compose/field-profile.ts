import type { FieldProfile } from '#shared/contract/compose.ts';
import { fieldText } from '#shared/pipeline/expression-fields.ts';
import { isObject } from '../events/json.ts';

const MAX_FIELDS = 200;
/** What is deeper than this nobody filters by. */
const MAX_DEPTH = 8;
const MAX_VALUES = 5;
/** A longer text is no value that is looked for as a whole. */
const MAX_TEXT = 200;

type Type = FieldProfile['types'][number];

/** What is known of one field of the sample. */
interface Found {
  types: Set<Type>;
  events: number;
  /** Values by their literals; those that have none are counted all the same. */
  values: Map<string, { text: string; count: number }>;
  min: number | null;
  max: number | null;
}

/** What fields events have, of which types, and with which values; those that most events have come first. @param events as an expression sees them */
export function profileOf(events: readonly unknown[]): FieldProfile[] {
  const fields = new Map<string, Found>();
  for (const event of events) visit(event, [], fields);
  return [...fields]
    .sort(([, a], [, b]) => b.events - a.events)
    .slice(0, MAX_FIELDS)
    .map(([path, { types, events: count, values, min, max }]): FieldProfile => ({
      path,
      types: [...types],
      events: count,
      distinct: values.size,
      values: [...values]
        .filter(([literal, { text }]) => text.length <= MAX_TEXT && isWritable(literal))
        .sort(([, a], [, b]) => b.count - a.count)
        .slice(0, MAX_VALUES)
        .map(([literal, { text, count: times }]) => ({ text, literal, count: times })),
      min,
      max,
    }));
}

/** As an expression writes a value; null where it is none that can be written. */
function literalOf(value: unknown): string | null {
  if (value === null) return 'null';
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return null;
}

function visit(value: unknown, names: string[], fields: Map<string, Found>): void {
  const members = isObject(value) ? Object.entries(value) : [];
  // An object is known by its fields.
  if (!(names.length === 0 && isObject(value))) note(value, names, fields);
  if (names.length < MAX_DEPTH) for (const [name, member] of members) visit(member, [...names, name], fields);
}

function note(value: unknown, names: string[], fields: Map<string, Found>): void {
  const path = fieldText({ variable: 'event', names });
  let found = fields.get(path);
  if (!found) {
    // The order of what few events have is their own: more of them say nothing more.
    if (fields.size >= 10 * MAX_FIELDS) return;
    fields.set(path, (found = { types: new Set(), events: 0, values: new Map(), min: null, max: null }));
  }
  found.types.add(typeOf(value));
  found.events++;
  const literal = literalOf(value);
  if (literal === null) return;
  const known = found.values.get(literal);
  if (known) known.count++;
  else found.values.set(literal, { text: typeof value === 'string' ? value : literal, count: 1 });
  if (typeof value !== 'number' && typeof value !== 'bigint') return;
  const number = Number(value);
  found.min = Math.min(found.min ?? number, number);
  found.max = Math.max(found.max ?? number, number);
}

/** Whole numbers of an expression have 64 bits. */
function isWritable(literal: string): boolean {
  return !/^-?\d{19,}$/.test(literal) || BigInt.asIntN(64, BigInt(literal)) === BigInt(literal);
}

function typeOf(value: unknown): Type {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'bool';
    default:
      return 'object';
  }
}
