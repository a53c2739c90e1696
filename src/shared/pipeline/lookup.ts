import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { compileExpression, type Expression } from './expression.ts';
import { duration, expression, names, whole } from './fields.ts';
import { fixedStart } from './expression-fields.ts';
import type { Place } from './place.ts';
import type { Attempt, Report } from './report.ts';
import { strict } from './strict.ts';

/** What Redis holds under a key that the event names, as a further field of the event, for each name. */
export const lookupSchema = z.record(
  z.string().min(1),
  strict({
    key: expression.describe('The key; where it throws or is null, nothing is looked up.'),
    type: z.enum(['hash', 'string']).default('hash'),
    fields: names.optional().describe('Of a hash; without it, all of them.'),
    keep: whole.max(1_000_000).default(10_000).describe('So many values are remembered.'),
    age: duration.default('1m').describe('How old a value may be that is remembered; default "1m".'),
  }),
);
type LookupSpec = z.output<typeof lookupSchema>;

/** One of them, compiled. */
export interface Lookup {
  /** The field of the event that it becomes. */
  readonly name: string;
  readonly key: Expression;
  readonly type: 'hash' | 'string';
  /** Null: all that the hash has. */
  readonly fields: readonly string[] | null;
  readonly keep: number;
  readonly ageMs: number;
}

export function compileLookups(lookup: LookupSpec): Lookup[] {
  return Object.entries(lookup).map(([name, { key, type, fields = null, keep, age }]) => ({
    name,
    key: compileExpression(key),
    type,
    fields,
    keep,
    ageMs: parseDuration(age),
  }));
}

export function checkLookups(lookup: LookupSpec, report: Report, attempt: Attempt): void {
  if (Object.keys(lookup).length === 0) report(['lookup'], 'is empty', 'at least one name');
  for (const [name, { key, type, fields }] of Object.entries(lookup)) {
    attempt(['lookup', name, 'key'], () => compileExpression(key));
    if (fields && type === 'string')
      report(
        ['lookup', name, 'fields'],
        'is for a hash: a string has none',
        'no "fields", or "type": "hash"',
      );
  }
}

/** Where look-ups read: as much of the keys' names as their expressions fix. */
export function lookedUp(lookup: LookupSpec): Place[] {
  return Object.values(lookup).map(({ key, type }) => {
    const { text, isWhole } = fixedStart(key);
    if (isWhole) return { kind: type, name: text, as: 'name' };
    return text === ''
      ? { kind: type, name: key, as: 'expression' }
      : { kind: type, name: text, as: 'prefix' };
  });
}

/** For people: "user = hash event.user_key". */
export function lookupText(lookup: LookupSpec): string {
  return Object.entries(lookup)
    .map(([name, { key, type }]) => `${name} = ${type} ${key}`)
    .join(', ');
}
