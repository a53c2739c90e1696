import { utf8Text, parseBytesText } from '#shared/redis/text.ts';
import { kindOfName, splitNames } from '../../lib/typed-names.ts';

/** What a new pipeline reads, as it is asked for: a kind, and what was typed for it. */
export interface PipelineStart {
  from: StartKind;
  /** Names, an address or a path, as they are typed. */
  text: string;
  /** A CEL condition that is taken along from another screen; none where it is empty. */
  where?: string | undefined;
  /** What was on that screen and cannot be taken along, in a sentence. */
  left?: string | undefined;
}

type Source = { readonly type: string } & Readonly<Record<string, unknown>>;

interface Start {
  title: string;
  /** What it reads, and what that does to others. */
  hint: string;
  /** What is typed, with an example; null where nothing is to be typed. */
  asks: { label: string; example: string } | null;
  /** @throws {TypeError} what is wrong with what was typed, for people */
  source(text: string): Source;
  /** What the pipeline is called as long as nobody says another name. */
  name(text: string): string;
}

const listOf = (text: string) => splitNames(text).join(', ');
const generated = {
  city: "{{pick(['Chennai', 'Coimbatore'])}}",
  value: '{{randInt(1, 10)}}',
};

/** Where a pipeline can begin, in the order of their list. Another one is one entry. */
const starts = {
  channel: {
    title: 'Channel',
    hint: 'Messages from now on. What is published while the connection is away is not heard; gaps are counted.',
    asks: { label: 'Channels or patterns', example: 'orders   news.*' },
    source(text) {
      const all = namesIn(text, 'Enter a channel or a pattern.');
      const some = (kind: 'channel' | 'pattern') => all.filter(({ typed }) => kindOfName(typed) === kind);
      const named = (list: typeof all) => list.map(({ name }) => name);
      return {
        type: 'channel',
        ...(some('channel').length > 0 && { channels: named(some('channel')) }),
        ...(some('pattern').length > 0 && { patterns: named(some('pattern')) }),
      };
    },
    name: listOf,
  },
  stream: {
    title: 'Stream',
    hint: 'All its entries, from the oldest on. Nothing is acknowledged, and no group is made.',
    asks: { label: 'Streams', example: 'orders' },
    source: text => ({ type: 'stream', keys: namesIn(text, 'Enter a stream.').map(({ name }) => name) }),
    name: listOf,
  },
  sse: {
    title: 'SSE feed',
    hint: 'Server-sent events of an address. A cut goes on behind the last event.',
    asks: { label: 'Address', example: 'https://stream.wikimedia.org/v2/stream/recentchange' },
    source(text) {
      const url = plain(text, 'Enter an address.');
      if (!/^https?:\/\//.test(url) || !URL.canParse(url))
        throw new TypeError('Enter an address that begins with http:// or https://.');
      return { type: 'sse', url };
    },
    name: text => (URL.canParse(text) ? new URL(text).host : 'SSE feed'),
  },
  list: {
    title: 'List',
    hint: 'Takes its elements: each is moved to a second list, and is gone from there once it counts.',
    asks: { label: 'List', example: 'jobs' },
    source(text) {
      const [only, another] = namesIn(text, 'Enter a list.');
      if (another) throw new TypeError(String.raw`Enter one list. A space inside its name is \x20.`);
      return { type: 'list', key: only!.name };
    },
    name: listOf,
  },
  keyspace: {
    title: 'Changes of keys',
    hint: 'Keyspace notifications. The server must send them: notify-keyspace-events has to have K.',
    asks: { label: 'Keys or patterns', example: 'user:*' },
    source: text => ({
      type: 'keyspace',
      patterns: namesIn(text, 'Enter a key or a pattern.').map(({ name }) => name),
    }),
    name: text => `Changes of ${listOf(text)}`,
  },
  jsonl: {
    title: 'File',
    hint: 'Its lines, each one an event, from the first at each start. The path is on the computer that runs Millrace.',
    asks: { label: 'Path of a file of JSON lines', example: '/data/orders.jsonl' },
    source: text => ({ type: 'jsonl', path: plain(text, 'Enter the path of a file.') }),
    name: text => text.trim().split(/[/\\]/).at(-1)!,
  },
  generator: {
    title: 'Generated events',
    hint: 'Events made from templates, 20 a second, to try things out.',
    asks: null,
    source: () => ({ type: 'generator', fields: generated, rate: 20 }),
    name: () => 'Generated events',
  },
} satisfies Record<string, Start>;

export type StartKind = keyof typeof starts;
export const startKinds = Object.keys(starts) as StartKind[];

/** One of them, with the shape that all have. */
export const startOf = (kind: StartKind): Start => starts[kind];

/** What is wrong with what was typed, for people; null where it can begin. */
export function problemOf({ from, text }: PipelineStart): string | null {
  try {
    startOf(from).source(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * The file of a new pipeline: it runs as it is, and counts events on a live chart.
 *
 * @throws {TypeError} as `problemOf` says it
 */
export function pipelineText({ from, text, where }: PipelineStart, name: string): string {
  const members = {
    version: 1,
    name,
    source: startOf(from).source(text),
    ...(where !== undefined && where.trim() !== '' && { where: where.trim() }),
    window: { type: 'tumbling', size: '5s' },
    aggregate: { events: { count: true } },
    sinks: [{ type: 'chart' }],
  };
  const lines = Object.entries(members).map(([member, value]) => `  "${member}": ${inOneLine(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** The name, or that name with the first number that makes it another one: files of one name would keep their positions under one key. */
export function freeName(wanted: string, taken: readonly { name: string }[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (taken.every(other => other.name !== name)) return name;
  }
}

/** As people write it: with spaces inside the braces. */
function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${inOneLine(member)}`)
    .join(', ')} }`;
}

function namesIn(text: string, none: string): { typed: string; name: string }[] {
  const names = splitNames(text).map(typed => ({ typed, name: fileText(typed) }));
  if (names.length === 0) throw new TypeError(none);
  return names;
}

function plain(text: string, none: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new TypeError(none);
  return trimmed;
}

/** A typed name as a pipeline file has it. */
function fileText(typed: string): string {
  const name = utf8Text(parseBytesText(typed));
  if (name === null) throw new TypeError(`${typed} is not UTF-8: a pipeline file cannot name it.`);
  if (name.includes('${'))
    throw new TypeError(`${typed} has \${ in it: a pipeline file reads that as a variable.`);
  return name;
}
