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
import type { Results, Sink, SinkContext } from './sink.ts';
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
    events: (events, into) => append(events.map(entryOf), into),
    rows: (rows, into) => append(rows.map(entryOfRow), into),
    invalid: (events, into) =>
      append(
        events.map(event => deadLetter(event, plan.file.source, worker)),
        into,
      ),
  };
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
