import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { EmittingSink, MergingSink } from '#shared/pipeline/plan.ts';
import { textOf } from '#shared/pipeline/template.ts';
import type { Argument, Command } from '../../connections/redis-client.ts';
import { toJson } from '../events/json.ts';
import {
  appendCommonEntries,
  appendEntries,
  ENTRIES_PER_CALL,
  MAX_ARGUMENTS_IN_SCRIPT,
  MAX_COMMON_FIELDS,
  publishMessages,
} from './lua.ts';
import type { Group, KeyPart, Panes } from '../windows/panes.ts';
import type { Row } from './rows.ts';
import type { SourceEvent } from '../sources/source.ts';

/** The type a key must have, or not exist yet. */
export type KeyTypes = Map<string, 'hash' | 'set' | 'zset' | 'stream'>;

/** One window's changes for one leaderboard; its key is known once the window has its epoch. */
export interface Ranking {
  sink: Extract<MergingSink, { type: 'leaderboard' }>;
  /** Unix seconds, the start of the window. */
  window: number;
  /** Without the key. */
  commands: ((key: string) => Command)[];
}

const joinKey = (parts: readonly KeyPart[]): string => parts.join(':');

const unixSeconds = (ms: number) => Math.floor(ms / 1000);

/** HINCRBY and SADD of the public Wikipedia workshop: `HINCRBY ev:en.wikipedia.org 1575199840 1`, the same field of the total. */
export function timeSeriesWrites(
  sink: Extract<MergingSink, { type: 'timeSeries' }>,
  aggregate: Aggregate,
  index: number,
  deltas: Panes,
  types: KeyTypes,
): Command[] {
  const commands: Command[] = [];
  const totals = new Map<number, ReturnType<Aggregate['kind']['zero']>>();
  const members = new Set<string>();
  const increment = aggregate.whole ? 'HINCRBY' : 'HINCRBYFLOAT';
  for (const { start, key, accumulators } of deltas.groups()) {
    const accumulator = accumulators[index]!;
    const field = unixSeconds(start);
    if (key.length > 0) {
      const name = joinKey(key);
      commands.push([increment, sink.prefix + name, field, String(accumulator.result())]);
      types.set(sink.prefix + name, 'hash');
      members.add(name);
    }
    let total = totals.get(field);
    if (!total) totals.set(field, (total = aggregate.kind.zero()));
    total.merge(accumulator);
  }
  if (sink.total !== undefined) {
    for (const [field, total] of totals)
      commands.push([increment, sink.total, field, String(total.result())]);
    if (totals.size > 0) types.set(sink.total, 'hash');
  }
  if (sink.members !== undefined && members.size > 0) {
    commands.push(['SADD', sink.members, ...members]);
    types.set(sink.members, 'set');
  }
  return commands;
}

export function leaderboardWrites(
  sink: Extract<MergingSink, { type: 'leaderboard' }>,
  aggregate: Aggregate,
  index: number,
  deltas: Panes,
): Ranking[] {
  const rankings = new Map<number, Ranking>();
  for (const { start, key, accumulators } of deltas.groups()) {
    const value = accumulators[index]!.result();
    if (value === null) continue;
    const window = unixSeconds(start);
    let ranking = rankings.get(window);
    if (!ranking) rankings.set(window, (ranking = { sink, window, commands: [] }));
    const member = joinKey(key);
    const amount = `${value as number}`;
    const keep = aggregate.redisMerge === 'max' ? 'GT' : 'LT';
    ranking.commands.push(
      aggregate.redisMerge === 'add'
        ? name => ['ZINCRBY', name, amount, member]
        : name => ['ZADD', name, keep, amount, member],
    );
  }
  return [...rankings.values()].sort((a, b) => a.window - b.window);
}

type StreamSink = Extract<EmittingSink, { type: 'stream' }>;

/** Matched events as they are: the original bytes to a channel, the members as fields to a stream. */
export function eventWrites(
  sink: EmittingSink,
  events: readonly { event: SourceEvent; value: unknown }[],
  types: KeyTypes,
  canScript: boolean,
): Command[] {
  if (sink.type === 'publish') {
    return publishes(
      sink.channel,
      events.map(({ event, value }) => payloadOf(event, value)),
      canScript,
    );
  }
  if (sink.type !== 'stream' || events.length === 0) return [];
  types.set(sink.key, 'stream');
  return appends(
    sink,
    events.map(({ event, value }) => entryOf(event, value)),
    canScript,
  );
}

export function rowWrites(
  sink: EmittingSink,
  rows: readonly Row[],
  types: KeyTypes,
  canScript: boolean,
): Command[] {
  if (sink.type === 'publish') return publishes(sink.channel, rows.map(toJson), canScript);
  if (sink.type !== 'stream' || rows.length === 0) return [];
  types.set(sink.key, 'stream');
  const entries = rows.map(({ window, ...rest }) => ({
    names: ['start', 'end', ...Object.keys(rest)],
    values: [window.start, window.end, ...Object.values(rest).map(textOfMember)],
  }));
  return appends(sink, entries, canScript);
}

function payloadOf(event: SourceEvent, value: unknown): Buffer | string {
  return event.payload ?? toJson(value);
}

/** An entry as field names and values; kept apart because entries of one source mostly share their names. */
interface Entry {
  names: readonly string[];
  values: readonly Argument[];
}

function entryOf(event: SourceEvent, value: unknown): Entry {
  const isMap =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  if (!isMap) return { names: ['data'], values: [payloadOf(event, value)] };
  const names = Object.keys(value);
  if (names.length === 0) return { names: ['data'], values: ['{}'] };
  return { names, values: names.map(name => textOfMember((value as Record<string, unknown>)[name])) };
}

function textOfMember(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? toJson(value) : textOf(value);
}

function publishes(channel: string, messages: (Buffer | string)[], canScript: boolean): Command[] {
  if (!canScript || messages.length < 2) return messages.map(message => ['PUBLISH', channel, message]);
  const commands: Command[] = [];
  for (let index = 0; index < messages.length; index += ENTRIES_PER_CALL)
    commands.push(['EVAL', publishMessages, 1, channel, ...messages.slice(index, index + ENTRIES_PER_CALL)]);
  return commands;
}

function appends({ key, maxLen }: StreamSink, entries: readonly Entry[], canScript: boolean): Command[] {
  const pairs = ({ names, values }: Entry) =>
    names.flatMap((name, index): Argument[] => [name, values[index]!]);
  if (
    !canScript ||
    entries.length < 2 ||
    entries.some(({ names }) => 2 * names.length > MAX_ARGUMENTS_IN_SCRIPT)
  ) {
    const options = maxLen === undefined ? [] : ['MAXLEN', '~', maxLen];
    return entries.map(entry => ['XADD', key, ...options, '*', ...pairs(entry)]);
  }
  const commands: Command[] = [];
  for (let index = 0; index < entries.length; index += ENTRIES_PER_CALL) {
    const some = entries.slice(index, index + ENTRIES_PER_CALL);
    const { names } = some[0]!;
    const isCommon = names.length <= MAX_COMMON_FIELDS && some.every(entry => sameNames(entry.names, names));
    const args: Argument[] = [1, key, maxLen ?? ''];
    if (isCommon) {
      args.push(...names);
      for (const { values } of some) args.push(...values);
    } else for (const entry of some) args.push(2 * entry.names.length, ...pairs(entry));
    commands.push(['EVAL', isCommon ? appendCommonEntries(names.length) : appendEntries, ...args]);
  }
  return commands;
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}

/** The checkpoint's copy of open groups: one field each, so that a flush writes what changed and no more. */
export function savedField({ start, end, key }: Group): string {
  return `open:${start}:${end}:${toJson(key)}`;
}
