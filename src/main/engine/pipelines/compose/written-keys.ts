import type { Plan } from '#shared/pipeline/plan.ts';
import type { KeyTypes, Results, Sink } from '../sinks/sink.ts';
import { keyNameOf, type KeyName } from './key-names.ts';
import type { Sinks } from '../sinks/sinks.ts';

/** A key that a sink writes. */
export interface WrittenKey {
  /** The place of the sink in the file, late ones and those of invalid events behind the others. */
  sink: number;
  key: string;
  /** That the key must have. */
  type: KeyType;
  /** Where its name comes from; null where no member of the file says it. */
  name: KeyName | null;
}

type KeyType = KeyTypes extends Map<string, infer T> ? T : never;

/** So many keys are looked at. */
const MAX_KEYS = 200;

/** The same sinks, whose keys are noted by the sink that writes them. Keys with an epoch are those of a Redis without any. */
export function recordKeys(plan: Plan, sinks: Sinks): { sinks: Sinks; keys: () => WrittenKey[] } {
  const found = new Map<string, WrittenKey>();
  const note = (sink: number, key: string, type: KeyType) => {
    if (found.size < MAX_KEYS)
      found.set(`${sink} ${key}`, { sink, key, type, name: keyNameOf(plan, sink, key) });
  };
  const { file } = plan;
  const late = file.sinks.length;
  const invalid = late + plan.lateSinks.length;
  const wrap = (sink: Sink, index: number): Sink => recorded(sink, (key, type) => note(index, key, type));
  const placeOf = (spec: unknown) => (file.sinks as readonly unknown[]).indexOf(spec);
  return {
    sinks: {
      ...sinks,
      merging: sinks.merging.map((sink, index) => wrap(sink, placeOf(plan.merging[index]!.sink))),
      emitting: sinks.emitting.map((sink, index) => wrap(sink, placeOf(plan.emitting[index]))),
      late: sinks.late.map((sink, index) => wrap(sink, late + index)),
      invalid: sinks.invalid.map((sink, index) => wrap(sink, invalid + index)),
    },
    keys: () => [...found.values()],
  };
}

function recorded(sink: Sink, note: (key: string, type: KeyType) => void): Sink {
  const noting = (into: Results, write: (own: Results) => void): void => {
    const own: Results = { ...into, types: new Map(), windows: [] };
    write(own);
    for (const [key, type] of own.types) {
      note(key, type);
      into.types.set(key, type);
    }
    for (const window of own.windows) {
      const key = (epoch: number | null) => {
        const name = window.key(epoch);
        note(name, window.type);
        return name;
      };
      into.windows.push({ ...window, key });
    }
  };
  const wrapped: Sink = { ...sink };
  if (sink.changes) wrapped.changes = (deltas, into) => noting(into, own => sink.changes!(deltas, own));
  if (sink.events) wrapped.events = (events, into) => noting(into, own => sink.events!(events, own));
  if (sink.invalid) wrapped.invalid = (events, into) => noting(into, own => sink.invalid!(events, own));
  if (sink.rows) wrapped.rows = (rows, into) => noting(into, own => sink.rows!(rows, own));
  return wrapped;
}
