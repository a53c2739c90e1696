import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Results, Sink } from './sink.ts';
import { payloadOf, rowLine } from './values.ts';

/** In one RPUSH, so many items at most. */
const ITEMS_AT_ONCE = 1_000;

/** The original bytes of events, or rows as JSON. */
export function makeList(spec: SinkOf<'list'>): Sink {
  return {
    events: (events, into) => push(spec, events.map(payloadOf), into),
    rows: (rows, into) => push(spec, rows.map(rowLine), into),
  };
}

function push(
  { key, maxLen }: SinkOf<'list'>,
  items: readonly (Buffer | string)[],
  { commands, types }: Results,
): void {
  if (items.length === 0) return;
  types.set(key, 'list');
  for (let index = 0; index < items.length; index += ITEMS_AT_ONCE)
    commands.push(['RPUSH', key, ...items.slice(index, index + ITEMS_AT_ONCE)]);
  if (maxLen !== undefined) commands.push(['LTRIM', key, -maxLen, -1]);
}
