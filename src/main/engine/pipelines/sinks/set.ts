import { compileExpression, compileRowExpression } from '#shared/pipeline/expression.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import { scopeOf, valueIn } from '../events/scope.ts';
import type { Results, Sink, SinkContext } from './sink.ts';
import { identityOf, textOfMember } from './values.ts';

/** In one SADD, so many members at most. */
const MEMBERS_AT_ONCE = 1_000;

/** What an expression gives of events or rows; where it throws or is null, nothing. */
export function makeSet({ key, member }: SinkOf<'set'>, { takes }: SinkContext): Sink {
  if (takes === 'rows') {
    const ofRow = compileRowExpression(member);
    return {
      rows: (rows, into) =>
        add(
          key,
          rows.map(row => valueIn(ofRow, { row })),
          into,
        ),
    };
  }
  const ofEvent = compileExpression(member);
  return {
    events: (events, into) =>
      add(
        key,
        events.map(passed => valueIn(ofEvent, scopeOf(passed, ofEvent))),
        into,
      ),
  };
}

function add(key: string, values: readonly unknown[], { commands, types }: Results): void {
  const members = new Map<string, string | Buffer>();
  for (const value of values) {
    if (value === null) continue;
    const member = textOfMember(value);
    members.set(identityOf(member), member);
  }
  if (members.size === 0) return;
  types.set(key, 'set');
  const all = [...members.values()];
  for (let index = 0; index < all.length; index += MEMBERS_AT_ONCE)
    commands.push(['SADD', key, ...all.slice(index, index + MEMBERS_AT_ONCE)]);
}
