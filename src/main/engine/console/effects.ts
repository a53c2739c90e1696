import type { RedisReply } from '#shared/redis/reply/reply.ts';
import { bytesOf, fieldsOf, itemsOf, lengthOf, numberOf, textOf, type Ask } from './reply-values.ts';
import { counted } from './questions/question.ts';

/** Ids that are looked up one by one, before and after. */
const MOST_IDS = 200;
/** Pending entries that are looked at before XAUTOCLAIM, which does not say what it will claim. */
const MOST_LOOKED = 1_000;
/** Of groups that are asked about deleted entries. */
const MOST_GROUPS = 10;
const CLAIM_OPTIONS = /^(?:IDLE|TIME|RETRYCOUNT|FORCE|JUSTID|LASTID)$/i;

export interface Watched {
  args: readonly Uint8Array[];
  words: readonly string[];
  ask: Ask;
}

/** Told the answer, says what the command changed: sentences. */
export type Effects = (reply: RedisReply) => Promise<string[]>;

/** Looks before a command of streams and pub/sub is sent. Null where nothing can be said of it. */
type Watcher = (watched: Watched) => Promise<Effects | null>;

/** @returns what tells afterwards what changed; null for commands of which that is not told. Both only read. */
export async function watchEffects(watched: Watched): Promise<Effects | null> {
  const [name = '', sub = ''] = watched.words.map(word => word.toUpperCase());
  const both = `${name} ${sub}`;
  const watcher = Object.hasOwn(watchers, both)
    ? watchers[both]
    : Object.hasOwn(watchers, name)
      ? watchers[name]
      : undefined;
  return watcher ? watcher(watched) : null;
}

const watchers: Readonly<Record<string, Watcher>> = {
  PUBLISH: async () => async reply => received(reply, 'on this node'),
  SPUBLISH: async () => async reply => received(reply, 'of the sharded channel'),
  XADD: async ({ args, words, ask }) => {
    const before = await streamLength(ask, args[1]);
    return async reply => {
      if (textOf(reply) === null) return [];
      const after = await streamLength(ask, args[1]);
      if (before === null || after === null) return [];
      const trimmed = before + 1 - after;
      return [
        `${words[1]} has ${counted(after, 'entry')} now${trimmed > 0 ? `; ${trimmed.toLocaleString('en-US')} were trimmed` : ''}`,
      ];
    };
  },
  XTRIM:
    async ({ args, words, ask }) =>
    async reply => {
      const after = await streamLength(ask, args[1]);
      return after === null
        ? []
        : [
            `${counted(numberOf(reply) ?? 0, 'entry')} deleted; ${words[1]} has ${counted(after, 'entry')} now`,
          ];
    },
  XDEL: async ({ args, words, ask }) => {
    const groups = itemsOf(await ask('XINFO', 'GROUPS', args[1] ?? ''))
      .map(fieldsOf)
      .slice(0, MOST_GROUPS);
    const names = groups.map(group => bytesOf(group.get('name'))).filter(name => name !== null);
    const pending = await Promise.all(
      names.map(async name => ({ name, owners: await ownersOf(ask, args[1]!, name, args.slice(2)) })),
    );
    return async reply => {
      const deleted = numberOf(reply);
      if (deleted === null) return [];
      const left = pending
        .filter(({ owners }) => owners !== null && owners.size > 0)
        .map(
          ({ name, owners }) =>
            `${counted(owners!.size, 'id')} without an entry stays pending in group ${Buffer.from(name).toString()} until a claim drops it`,
        );
      return [`${counted(deleted, 'entry')} of ${words[1]} deleted`, ...(deleted > 0 ? left : [])];
    };
  },
  XACK: async ({ args, ask }) => {
    const ids = args.slice(3);
    const before = await ownersOf(ask, args[1] ?? new Uint8Array(), args[2] ?? new Uint8Array(), ids);
    return async reply => {
      const acked = numberOf(reply);
      if (acked === null) return [];
      const others = ids.length - acked;
      return [
        ...byOwner(before ?? new Map()).map(
          ([owner, count]) => `${counted(count, 'pending entry')} of ${owner} acknowledged`,
        ),
        ...(others > 0 ? [`${counted(others, 'id')} ${others === 1 ? 'was' : 'were'} not pending`] : []),
      ];
    };
  },
  XCLAIM: async ({ args, words, ask }) => {
    const [key, group, consumer] = [args[1], args[2], words[3] ?? ''];
    const end = words.findIndex((word, at) => at > 4 && CLAIM_OPTIONS.test(word));
    const ids = args.slice(5, end < 0 ? undefined : end);
    if (!key || !group || ids.length === 0) return null;
    const before = await ownersOf(ask, key, group, ids);
    return async reply => {
      const after = reply.type === 'error' || before === null ? null : await ownersOf(ask, key, group, ids);
      return before === null || after === null ? [] : claimed(before, after, consumer);
    };
  },
  XAUTOCLAIM: async ({ args, words, ask }) => {
    const [key, group, consumer] = [args[1], args[2], words[3] ?? ''];
    if (!key || !group) return null;
    const before = readPending(await ask('XPENDING', key, group, words[5] ?? '-', '+', String(MOST_LOOKED)));
    return async reply => {
      if (reply.type === 'error') return [];
      const [next, entries, dropped] = itemsOf(reply);
      const ids = itemsOf(entries).map(
        entry => bytesOf(entry) ?? bytesOf(itemsOf(entry)[0]) ?? new Uint8Array(),
      );
      const after = await ownersOf(ask, key, group, ids);
      const isSeen = after !== null && [...after.keys()].every(id => before.has(id));
      const known = new Map([...before].filter(([id]) => after?.has(id)));
      const gone = lengthOf(dropped);
      const more = textOf(next);
      return [
        ...(isSeen
          ? claimed(known, after, consumer)
          : [`${counted(lengthOf(entries), 'pending entry')} claimed for ${consumer}`]),
        ...(gone > 0 ? [`${counted(gone, 'id')} of deleted entries dropped`] : []),
        ...(more === null || more === '0-0' ? [] : [`there may be more from ${more} on`]),
      ];
    };
  },
  XREADGROUP: async ({ words }) => {
    const at = words.findIndex(word => word.toUpperCase() === 'STREAMS');
    const group = words.findIndex(word => word.toUpperCase() === 'GROUP');
    const isNew = words.slice(at).includes('>');
    const noAck = words.slice(0, at).some(word => word.toUpperCase() === 'NOACK');
    return async reply => {
      const streams =
        reply.type === 'map'
          ? itemsOf(reply).filter((_, index) => index % 2 === 1)
          : itemsOf(reply).map(item => itemsOf(item)[1]);
      const count = streams.reduce((sum, entries) => sum + lengthOf(entries), 0);
      // Of a long answer only the first streams are known.
      if (count === 0 || itemsOf(reply).length < lengthOf(reply)) return [];
      const entries = counted(count, 'entry');
      const who = `${words[group + 2]} in group ${words[group + 1]}`;
      if (noAck) return [`${entries} given to ${who}; nothing became pending (NOACK)`];
      return isNew
        ? [`${entries} ${count === 1 ? 'is' : 'are'} pending of ${who} now`]
        : [`${counted(count, 'pending entry')} of ${who} delivered again: each delivery count went up`];
    };
  },
  'XGROUP CREATE':
    async ({ words }) =>
    async reply =>
      reply.type === 'error'
        ? []
        : [
            `group ${words[3]} gives out what comes after ${words[4] === '$' ? 'the newest entry' : words[4]}`,
          ],
  'XGROUP DELCONSUMER':
    async ({ words }) =>
    async reply => {
      const dropped = numberOf(reply);
      return dropped ? [`${counted(dropped, 'pending entry')} of ${words[4]} dropped`] : [];
    },
  'XGROUP DESTROY': async ({ args, words, ask }) => {
    const before = await groupOf(ask, args[2], words[3]);
    const pending = numberOf(before?.get('pending'));
    return async reply =>
      numberOf(reply) === 1
        ? [`group ${words[3]} is gone${pending ? `, with ${counted(pending, 'pending entry')}` : ''}`]
        : [];
  },
  'XGROUP SETID': async ({ args, words, ask }) => {
    const before = textOf((await groupOf(ask, args[2], words[3]))?.get('last-delivered-id'));
    return async reply => {
      if (reply.type === 'error' || before === null) return [];
      const group = await groupOf(ask, args[2], words[3]);
      const lag = numberOf(group?.get('lag'));
      return [
        `group ${words[3]} went from ${before} to ${textOf(group?.get('last-delivered-id'))}${lag === null ? '' : `; its lag is ${lag.toLocaleString('en-US')}`}`,
      ];
    };
  },
};

interface Owner {
  consumer: string;
  deliveries: number;
}

/** By id. */
type Owners = ReadonlyMap<string, Owner>;

/** Who has these ids pending, of a group; those that nobody has are left out. Null where it is not known: not allowed, or too many. */
async function ownersOf(
  ask: Ask,
  key: Uint8Array,
  group: Uint8Array,
  ids: readonly Uint8Array[],
): Promise<Owners | null> {
  if (ids.length > MOST_IDS) return null;
  const replies = await Promise.all(ids.map(id => ask('XPENDING', key, group, id, id, '1')));
  if (replies.some(({ type }) => type === 'error')) return null;
  return new Map(replies.flatMap(reply => Array.from(readPending(reply))));
}

function readPending(reply: RedisReply): Owners {
  return new Map(
    itemsOf(reply).flatMap(item => {
      const [id, consumer, , times] = itemsOf(item);
      const text = textOf(id);
      return text === null
        ? []
        : [[text, { consumer: textOf(consumer) ?? '', deliveries: numberOf(times) ?? 0 }]];
    }),
  );
}

/** "3 pending entries moved from bob to alice", and what became of their delivery counts. */
function claimed(before: Owners, after: Owners, to: string): string[] {
  const moved = [...after].filter(([id, owner]) => owner.consumer === to && before.get(id)?.consumer !== to);
  const from = byOwner(new Map(moved.map(([id]) => [id, before.get(id) ?? { consumer: '', deliveries: 0 }])));
  const gone = [...before.keys()].filter(id => !after.has(id)).length;
  const sentences = from.map(([owner, count]) =>
    owner === ''
      ? `${counted(count, 'entry')} became pending of ${to}`
      : `${counted(count, 'pending entry')} moved from ${owner} to ${to}`,
  );
  if (sentences.length === 0) sentences.push(`no pending entry moved to ${to}`);
  if (gone > 0) sentences.push(`${counted(gone, 'pending entry')} dropped: deleted from the stream`);
  return [...sentences, ...deliveries(before, after, to)];
}

/** What became of the delivery counts of those that the consumer has now. */
function deliveries(before: Owners, after: Owners, of: string): string[] {
  const pairs = [...after].flatMap(([id, owner]) => {
    const was = before.get(id);
    return was && owner.consumer === of ? [[was.deliveries, owner.deliveries] as const] : [];
  });
  const changed = pairs.filter(([was, is]) => was !== is);
  if (changed.length > 0) {
    const up = changed.every(([was, is]) => is === was + 1);
    return [up ? 'each delivery count went up by one' : 'delivery counts were set'];
  }
  const moved = [...after].some(
    ([id, owner]) => owner.consumer === of && before.has(id) && before.get(id)!.consumer !== of,
  );
  return moved ? ['delivery counts stayed as they were'] : [];
}

function byOwner(owners: Owners): [consumer: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { consumer } of owners.values()) counts.set(consumer, (counts.get(consumer) ?? 0) + 1);
  return [...counts];
}

function received(reply: RedisReply, where: string): string[] {
  const count = numberOf(reply);
  if (count === null) return [];
  return [
    count === 0
      ? `no subscriber ${where} received it`
      : `${counted(count, 'subscriber')} ${where} received it`,
  ];
}

async function streamLength(ask: Ask, key: Uint8Array | undefined): Promise<number | null> {
  return key ? numberOf(await ask('XLEN', key)) : null;
}

async function groupOf(ask: Ask, key: Uint8Array | undefined, group: string | undefined) {
  const groups = itemsOf(await ask('XINFO', 'GROUPS', key ?? '')).map(fieldsOf);
  return groups.find(fields => textOf(fields.get('name')) === group);
}
