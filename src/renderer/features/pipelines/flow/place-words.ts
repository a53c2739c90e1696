import type { Flow } from '#shared/contract/flow.ts';
import { placeText } from '#shared/pipeline/place.ts';
import { shownText } from '#shared/redis/text.ts';
import { linkTo } from '../../../lib/navigation.ts';

export type FlowPlace = Flow['places'][number];
type Place = Omit<FlowPlace, 'id'>;

interface Words {
  noun: string;
  /** Of what lies there and waits: one, and several. */
  items: readonly [string, string];
  /** The screen that shows it; null where none does. */
  link: (place: Place) => string | null;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const escaped = (name: string) => name.replaceAll(/[*?[\\]/g, String.raw`\$&`);

/** One key, or those that begin so. */
const inKeys = ({ name, as }: Place): string | null => {
  if (as === 'name') return linkTo('keys', { key: bytes(name) });
  if (as === 'prefix') return linkTo('keys', { named: `${escaped(name)}*` });
  if (as === 'numbered') return linkTo('keys', { named: name.replaceAll(/\{(epoch|window)\}/g, '*') });
  return null;
};
const inPubSub = (kind: 'channel' | 'shard') => (place: Place) => {
  const by = kind === 'channel' && place.as === 'pattern' ? 'pattern' : kind;
  return linkTo('pubsub', { hear: [{ kind: by, name: bytes(place.name) }] });
};
const nowhere = () => null;
const events = ['event', 'events'] as const;
const key = (noun: string): Words => ({ noun, items: events, link: inKeys });

const words: Record<FlowPlace['kind'], Words> = {
  channel: { noun: 'channel', items: ['message', 'messages'], link: inPubSub('channel') },
  shardChannel: { noun: 'sharded channel', items: ['message', 'messages'], link: inPubSub('shard') },
  keyEvents: {
    noun: 'changes of keys',
    items: events,
    link: ({ name }) => linkTo('keys', { named: name }),
  },
  stream: {
    noun: 'stream',
    items: ['entry', 'entries'],
    link: ({ name }) => linkTo('streams', { stream: bytes(name), tab: 'groups' }),
  },
  list: { noun: 'list', items: ['element', 'elements'], link: inKeys },
  hash: key('hash'),
  set: key('set'),
  sortedSet: key('sorted set'),
  string: key('string'),
  series: key('time series'),
  file: { noun: 'file', items: ['line', 'lines'], link: nowhere },
  eventSource: { noun: 'event stream', items: events, link: nowhere },
  receiver: { noun: 'address', items: events, link: nowhere },
};

/** "stream", "pattern", "hashes": what a place is, in a word or two. */
export function placeNoun({ kind, as }: Place): string {
  if (kind === 'channel' && as === 'pattern') return 'channels like';
  const { noun } = words[kind];
  return as === 'prefix' || as === 'numbered' ? `each ${noun}` : noun;
}

/** What a place is called, with what would not be seen written out. */
export const placeName = (place: Place): string => shownText(placeText(place));

export const itemsIn = ({ kind }: Place): readonly [string, string] => words[kind].items;

/** The address of the screen that shows it; null where none does. */
export const linkOfPlace = (place: Place): string | null => words[place.kind].link(place);
