/**
 * The flags of `notify-keyspace-events`: which events a server publishes, and as what. Flags are kept in the order in which servers write them.
 *
 * A server writes all the classes that `A` stands for as `A`. One of 7.0 and 7.2 does not write `n` beside an `A`, so there it cannot be known.
 *
 * @see https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/
 */

/** A class of events. */
export interface NotifyClass {
  flag: string;
  /** In words: what happens. */
  title: string;
  /** Events of the class, as they are named in messages. */
  events: readonly string[];
  /** `A` stands for it too. */
  inAll: boolean;
}

const known = (flag: string, title: string, events: string, inAll = true): NotifyClass => ({
  flag,
  title,
  events: events === '' ? [] : events.split(' '),
  inAll,
});

export const notifyClasses: readonly NotifyClass[] = [
  known(
    'g',
    'generic: deleted, renamed, expiry set',
    'del rename_from rename_to move_from move_to copy_to restore expire persist sortstore',
  ),
  known('$', 'strings', 'set setrange incrby incrbyfloat append'),
  known('l', 'lists', 'lpush rpush lpop rpop linsert lset lrem ltrim'),
  known('s', 'sets', 'sadd srem spop sinterstore sunionstore sdiffstore'),
  known('h', 'hashes', 'hset hincrby hincrbyfloat hdel hexpire hexpired hpersist'),
  known(
    'z',
    'sorted sets',
    'zadd zincr zrem zremrangebyscore zremrangebyrank zdiffstore zinterstore zunionstore zrangestore',
  ),
  known(
    't',
    'streams',
    'xadd xtrim xdel xgroup-create xgroup-createconsumer xgroup-delconsumer xgroup-destroy xgroup-setid xsetid',
  ),
  known('x', 'expired', 'expired'),
  known('e', 'evicted for maxmemory', 'evicted'),
  known('d', 'modules', ''),
  known('m', 'read of a missing key', 'keymiss', false),
  known('n', 'new key', 'new', false),
  known('o', 'overwritten', 'overwritten', false),
  known('c', 'type changed', 'type_changed', false),
];

const ALL_CLASSES = 'g$lshzxetd';
/** As servers write them; flags that are not here stand behind. */
const ORDER = 'Ag$lshzxetdnKEmoc';

/** Each flag once, `A` for what it stands for, in the order of the servers: "KEg$lshzxetd" is "AKE". */
export function normalFlags(text: string): string {
  const flags = new Set(expanded(text));
  if (ALL_CLASSES.split('').every(flag => flags.has(flag))) {
    for (const flag of ALL_CLASSES) flags.delete(flag);
    flags.add('A');
  }
  const place = (flag: string) => (ORDER.includes(flag) ? ORDER.indexOf(flag) : ORDER.length);
  return [...flags].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1)).join('');
}

export function sameFlags(a: string, b: string): boolean {
  return normalFlags(a) === normalFlags(b);
}

export function unionFlags(...texts: readonly string[]): string {
  return normalFlags(texts.join(''));
}

/** The flags of `needed` that `now` has not: empty when nothing has to be set. */
export function lackingFlags(now: string, needed: string): string {
  const has = new Set(expanded(now));
  return normalFlags(
    expanded(needed)
      .filter(flag => !has.has(flag))
      .join(''),
  );
}

/** Whether a server with these flags publishes anything at all: it needs a class, and K or E to say it by. */
export function publishesNothing(flags: string): boolean {
  const has = expanded(flags);
  return !has.some(flag => flag === 'K' || flag === 'E') || has.every(flag => flag === 'K' || flag === 'E');
}

/** The classes of events with these names; an unknown name (a module's, a newer server's) may be of any class. */
export function flagsOfEvents(events: readonly string[]): string {
  return unionFlags(
    ...events.map(event => notifyClasses.find(({ events }) => events.includes(event))?.flag ?? 'A'),
  );
}

function expanded(text: string): string[] {
  return text.replaceAll('A', ALL_CLASSES).split('');
}
