import { compileExpression } from '#shared/pipeline/expression.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import { scopeOf, valueIn } from '../events/scope.ts';
import type { Results, Sink } from './sink.ts';
import { identityOf, joinKey, payloadOf, rowLine, textOfMember } from './values.ts';

/** Its name, which may be bytes that are no text, and its value. */
type Field = readonly [name: string | Buffer, value: string | Buffer];

/** In one HSET, so many fields at most. */
const FIELDS_AT_ONCE = 1_000;

/** Rows come in the order in which their windows closed, and events in theirs: of several with one field the last is the newest. */
export function makeHash({ key, field }: SinkOf<'hash'>): Sink {
  if (field === undefined)
    return {
      rows: (rows, into) =>
        set(key, new Map(rows.map(row => [joinKey(row.key), [joinKey(row.key), rowLine(row)]])), into),
    };
  const nameOf = compileExpression(field);
  return {
    events(events, into) {
      const newest = new Map<string, Field>();
      for (const passed of events) {
        const value = valueIn(nameOf, scopeOf(passed, nameOf));
        if (value === null) continue;
        const name = textOfMember(value);
        newest.set(identityOf(name), [name, payloadOf(passed)]);
      }
      set(key, newest, into);
    },
  };
}

function set(key: string, fields: ReadonlyMap<string, Field>, { commands, types }: Results): void {
  if (fields.size === 0) return;
  types.set(key, 'hash');
  const all = [...fields.values()];
  for (let index = 0; index < all.length; index += FIELDS_AT_ONCE)
    commands.push(['HSET', key, ...all.slice(index, index + FIELDS_AT_ONCE).flat()]);
}
