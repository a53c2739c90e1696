import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Sink } from './sink.ts';
import { joinKey, rowLine } from './values.ts';

/** In one HSET, so many fields at most. */
const FIELDS_AT_ONCE = 1_000;

/** Rows come in the order in which their windows closed: of several with one key the last is the newest. */
export function makeHash({ key }: SinkOf<'hash'>): Sink {
  return {
    rows(rows, { commands, types }) {
      if (rows.length === 0) return;
      types.set(key, 'hash');
      const newest = [...new Map(rows.map(row => [joinKey(row.key), row]))];
      for (let index = 0; index < newest.length; index += FIELDS_AT_ONCE) {
        const some = newest.slice(index, index + FIELDS_AT_ONCE);
        commands.push(['HSET', key, ...some.flatMap(([field, row]) => [field, rowLine(row)])]);
      }
    },
  };
}
