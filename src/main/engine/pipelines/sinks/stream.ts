import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Argument } from '../../connections/redis-client.ts';
import type { PassedEvent } from '../events/batch.ts';
import { isObject } from '../events/json.ts';
import {
  appendCommonEntries,
  appendEntries,
  ENTRIES_PER_CALL,
  MAX_WORDS_IN_SCRIPT,
  MAX_COMMON_FIELDS,
} from './lua.ts';
import type { Row } from './rows.ts';
import type { Results, ScriptCall, Sink, SinkContext } from './sink.ts';
import { deadLetter } from './dead-letter.ts';
import { payloadOf, textOfMember } from './values.ts';

type Spec = SinkOf<'stream'>;

/** The members of events as fields, or those of rows. */
export function makeStream(spec: Spec, { plan, worker }: SinkContext): Sink {
  const append = (entries: readonly NewEntry[], into: Results) => {
    if (entries.length === 0) return;
    into.types.set(spec.key, 'stream');
    appendAll(spec, entries, into);
  };
  return {
    events(events, into) {
      const calls = into.abilities.canScript && events.length > 1 ? commonCalls(spec, events) : null;
      if (calls === null) return append(events.map(entryOf), into);
      into.types.set(spec.key, 'stream');
      into.calls.push(...calls);
    },
    rows: (rows, into) => append(rows.map(entryOfRow), into),
    invalid: (events, into) =>
      append(
        events.map(event => deadLetter(event, plan.file.source, worker)),
        into,
      ),
  };
}

/** The calls for events that are objects with the same names in the same order, without making anything for each of them; null for others. */
function commonCalls({ key, maxLen }: Spec, events: readonly PassedEvent[]): ScriptCall[] | null {
  const first = events[0]!.value;
  const names = isObject(first) ? Object.keys(first) : [];
  if (names.length === 0 || names.length > MAX_COMMON_FIELDS) return null;
  const script = appendCommonEntries(names.length);
  const calls: ScriptCall[] = [];
  for (let from = 0; from < events.length; from += ENTRIES_PER_CALL) {
    const args: Argument[] = [maxLen ?? '', ...names];
    const end = Math.min(events.length, from + ENTRIES_PER_CALL);
    for (let index = from; index < end; index++)
      if (!addValues(events[index]!.value, names, args)) return null;
    calls.push({ script, key, args });
  }
  return calls;
}

/** @returns whether these are its names */
function addValues(value: unknown, names: readonly string[], to: Argument[]): boolean {
  if (!isObject(value)) return false;
  let count = 0;
  for (const name in value) {
    if (name !== names[count]) return false;
    to.push(textOfMember(value[name]));
    count++;
  }
  return count === names.length;
}

/** An entry as field names and values; kept apart because entries of one source mostly share their names. */
export interface NewEntry {
  names: readonly Argument[];
  values: readonly Argument[];
}

function entryOf(passed: PassedEvent): NewEntry {
  const { value } = passed;
  if (!isObject(value)) return { names: ['data'], values: [payloadOf(passed)] };
  const names = Object.keys(value);
  if (names.length === 0) return { names: ['data'], values: ['{}'] };
  const values: Argument[] = [];
  for (const name of names) values.push(textOfMember(value[name]));
  return { names, values };
}

function entryOfRow({ window, ...rest }: Row): NewEntry {
  return {
    names: ['start', 'end', ...Object.keys(rest)],
    values: [window.start, window.end, ...Object.values(rest).map(textOfMember)],
  };
}

function appendAll(
  { key, maxLen }: Spec,
  entries: readonly NewEntry[],
  { commands, calls, abilities }: Results,
): void {
  const pairs = ({ names, values }: NewEntry) =>
    names.flatMap((name, index): Argument[] => [name, values[index]!]);
  if (
    !abilities.canScript ||
    entries.length < 2 ||
    entries.some(({ names }) => 2 * names.length > MAX_WORDS_IN_SCRIPT)
  ) {
    const options = maxLen === undefined ? [] : ['MAXLEN', '~', maxLen];
    for (const entry of entries) commands.push(['XADD', key, ...options, '*', ...pairs(entry)]);
    return;
  }
  for (let index = 0; index < entries.length; index += ENTRIES_PER_CALL) {
    const some = entries.slice(index, index + ENTRIES_PER_CALL);
    const { names } = some[0]!;
    const isCommon = names.length <= MAX_COMMON_FIELDS && some.every(entry => sameNames(entry.names, names));
    const args: Argument[] = [maxLen ?? ''];
    if (isCommon) {
      args.push(...names);
      for (const { values } of some) for (const value of values) args.push(value);
    } else for (const entry of some) args.push(2 * entry.names.length, ...pairs(entry));
    calls.push({ script: isCommon ? appendCommonEntries(names.length) : appendEntries, key, args });
  }
}

function sameNames(some: readonly Argument[], others: readonly Argument[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}
