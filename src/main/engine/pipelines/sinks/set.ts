import { compileExpression, compileRowExpression } from '#shared/pipeline/expression.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import { metaOf } from '../events/meta.ts';
import type { Results, Sink, SinkContext } from './sink.ts';
import { identityOf, textOfMember } from './values.ts';

/** In one SADD, so many members at most. */
const MEMBERS_AT_ONCE = 1_000;

/** What an expression gives of events or rows; where it throws or is null, nothing. */
export function makeSet(spec: SinkOf<'set'>, { takes }: SinkContext): Sink {
  if (takes === 'rows') {
    const member = compileRowExpression(spec.member);
    return {
      rows: (rows, into) =>
        add(
          spec.key,
          valuesOf(rows, row => member({ row })),
          into,
        ),
    };
  }
  const member = compileExpression(spec.member);
  return {
    events: (events, into) =>
      add(
        spec.key,
        valuesOf(events, ({ event, value }) => member({ event: value, meta: metaOf(event) })),
        into,
      ),
  };
}

function valuesOf<T>(items: readonly T[], valueOf: (item: T) => unknown): unknown[] {
  return items.map(item => {
    try {
      return valueOf(item);
    } catch {
      return null;
    }
  });
}

function add(key: string, values: readonly unknown[], { commands, types }: Results): void {
  const members = new Map<string, string | Buffer>();
  for (const value of values) {
    if (value === null || value === undefined) continue;
    const member = textOfMember(value);
    members.set(identityOf(member), member);
  }
  if (members.size === 0) return;
  types.set(key, 'set');
  const all = [...members.values()];
  for (let index = 0; index < all.length; index += MEMBERS_AT_ONCE)
    commands.push(['SADD', key, ...all.slice(index, index + MEMBERS_AT_ONCE)]);
}
