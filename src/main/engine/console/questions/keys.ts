import { bytesText } from '#shared/redis/text.ts';
import { infoFields, numberOf } from '../reply-values.ts';
import { counted, keySize, type Asked, type Question, type Questioner } from './question.ts';

/** More keys than this are told by their number alone. */
const MOST_NAMED = 5;
/** Keys of one command that are looked at before it overwrites them. */
const MOST_LOOKED_AT = 100;
const GONE = 'No command brings them back.';

/** Commands that delete or overwrite keys, or what is in them. What hands out what it takes away (LPOP, GETDEL) is not among them. */
export const keyQuestions: Readonly<Record<string, Questioner>> = {
  FLUSHALL: async ({ ask }) => {
    const databases = [...(await infoFields(ask, 'keyspace')).values()];
    const keys = databases.reduce((sum, text) => sum + Number(/keys=(\d+)/.exec(text)?.[1] ?? 0), 0);
    const what = databases.length === 0 ? 'all keys' : `all ${counted(keys, 'key')}`;
    const where = databases.length > 1 ? `${databases.length} databases` : 'the server';
    return { act: 'Delete all keys of the server', sentence: `This deletes ${what} of ${where}. ${GONE}` };
  },
  FLUSHDB: async ({ ask, db }) => {
    const keys = numberOf(await ask('DBSIZE'));
    const what = keys === null ? 'all keys' : `all ${counted(keys, 'key')}`;
    return {
      act: `Delete all keys of database ${db}`,
      sentence: `This deletes ${what} of database ${db}. ${GONE}`,
    };
  },
  SWAPDB: ({ words }) => ({
    act: `Swap databases ${words[1]} and ${words[2]}`,
    sentence: `Every client of database ${words[1]} works on the keys of database ${words[2]} from then on, and the other way round.`,
  }),
  DEL: asked => deletion(asked, asked.args.slice(1)),
  UNLINK: asked => deletion(asked, asked.args.slice(1)),
  DELEX: asked => deletion(asked, asked.args.slice(1, 2)),
  DELIFEQ: asked => deletion(asked, asked.args.slice(1, 2)),
  EXPIRE: asked => expiry(asked, 0),
  PEXPIRE: asked => expiry(asked, 0),
  EXPIREAT: asked => expiry(asked, Date.now() / 1_000),
  PEXPIREAT: asked => expiry(asked, Date.now()),
  HEXPIRE: asked => fieldExpiry(asked, 0),
  HPEXPIRE: asked => fieldExpiry(asked, 0),
  HEXPIREAT: asked => fieldExpiry(asked, Date.now() / 1_000),
  HPEXPIREAT: asked => fieldExpiry(asked, Date.now()),
  RENAME: asked => (asked.words[1] === asked.words[2] ? null : overwriting(asked, asked.args[2])),
  COPY: asked => (hasOption(asked, 3, 'REPLACE') ? overwriting(asked, asked.args[2]) : null),
  RESTORE: asked => (hasOption(asked, 4, 'REPLACE') ? overwriting(asked, asked.args[1]) : null),
  SET: asked => overwritingOther(asked, asked.args.slice(1, 2)),
  SETEX: asked => overwritingOther(asked, asked.args.slice(1, 2)),
  PSETEX: asked => overwritingOther(asked, asked.args.slice(1, 2)),
  MSET: asked =>
    overwritingOther(
      asked,
      asked.args.filter((_, place) => place % 2 === 1),
    ),
  BITOP: asked => overwriting(asked, asked.args[2]),
  GEOSEARCHSTORE: asked => overwriting(asked, asked.args[1]),
  GEORADIUS: asked => stored(asked, 6),
  GEORADIUSBYMEMBER: asked => stored(asked, 5),
  SDIFFSTORE: asked => overwriting(asked, asked.args[1]),
  SINTERSTORE: asked => overwriting(asked, asked.args[1]),
  SUNIONSTORE: asked => overwriting(asked, asked.args[1]),
  ZDIFFSTORE: asked => overwriting(asked, asked.args[1]),
  ZINTERSTORE: asked => overwriting(asked, asked.args[1]),
  ZUNIONSTORE: asked => overwriting(asked, asked.args[1]),
  ZRANGESTORE: asked => overwriting(asked, asked.args[1]),
  HDEL: asked => removal(asked, asked.args.length - 2, 'field'),
  SREM: asked => removal(asked, asked.args.length - 2, 'member'),
  ZREM: asked => removal(asked, asked.args.length - 2, 'member'),
  LREM: asked => removal(asked, null, 'item'),
  ZREMRANGEBYLEX: asked => removal(asked, null, 'member'),
  ZREMRANGEBYRANK: asked => removal(asked, null, 'member'),
  ZREMRANGEBYSCORE: asked => removal(asked, null, 'member'),
  LTRIM: async ({ args, words, ask }) => {
    const length = numberOf(await ask('LLEN', args[1] ?? ''));
    if (length === null) return null;
    const place = (text: string | undefined) => (Number(text) < 0 ? length + Number(text) : Number(text));
    const kept = Math.max(0, Math.min(length - 1, place(words[3])) - Math.max(0, place(words[2])) + 1);
    if (!Number.isFinite(kept) || kept >= length) return null;
    return {
      act: `Trim ${words[1]} to ${counted(kept, 'item')}`,
      sentence: `This deletes ${counted(length - kept, 'item')} of the ${length.toLocaleString('en-US')} in the list.`,
    };
  },
  MIGRATE: ({ words }) =>
    words.some(word => word.toUpperCase() === 'COPY')
      ? null
      : {
          act: `Move keys to ${words[1]}:${words[2]}`,
          sentence: `The keys are written to ${words[1]}:${words[2]} and deleted here.`,
        },
};

async function deletion({ ask }: Asked, keys: readonly Uint8Array[]): Promise<Question | null> {
  if (keys.length === 0) return null;
  const there = numberOf(await ask('EXISTS', ...keys));
  if (there === 0) return null;
  const sizes = await Promise.all(keys.slice(0, MOST_NAMED).map(key => keySize(ask, key)));
  const named = sizes.flatMap((size, index) => (size ? [keyText(keys[index]!, size)] : []));
  const more = there === null ? 0 : there - named.length;
  const list = [...named, ...(more > 0 ? [`${counted(more, 'key')} more`] : [])].join('; ');
  const count = there ?? keys.length;
  const only = count === 1 && keys.length === 1 ? bytesText(keys[0]!) : counted(count, 'key');
  return { act: `Delete ${only}`, sentence: `This deletes ${list || only}.` };
}

function keyText(key: Uint8Array, { type, size }: { type: string; size: string | null }): string {
  return `${bytesText(key)} (${type}${size === null ? '' : ` of ${size}`})`;
}

/** @param now what is not after it is over at once: 0, or a time in the unit of the command */
async function expiry(asked: Asked, now: number): Promise<Question | null> {
  return Number(asked.words[2]) <= now ? deletion(asked, asked.args.slice(1, 2)) : null;
}

async function fieldExpiry(asked: Asked, now: number): Promise<Question | null> {
  const at = asked.words.findIndex((word, place) => place > 2 && word.toUpperCase() === 'FIELDS');
  return Number(asked.words[2]) <= now && at > 0 ? removal(asked, asked.args.length - at - 2, 'field') : null;
}

/** A text over a text is what these commands are for. */
async function overwritingOther(asked: Asked, keys: readonly Uint8Array[]): Promise<Question | null> {
  for (const key of keys.slice(0, MOST_LOOKED_AT)) {
    const there = await keySize(asked.ask, key);
    if (there && there.type !== 'string') return overwriting(asked, key);
  }
  return null;
}

/** What reads, and with STORE or STOREDIST writes what it has read into a key. */
export async function stored(asked: Asked, from: number): Promise<Question | null> {
  const at = asked.words.findIndex((word, place) => place >= from && /^store(?:dist)?$/i.test(word));
  return at < 0 ? null : overwriting(asked, asked.args[at + 1]);
}

async function overwriting({ ask }: Asked, key: Uint8Array | undefined): Promise<Question | null> {
  const there = key && (await keySize(ask, key));
  if (!there) return null;
  return {
    act: `Overwrite ${bytesText(key)}`,
    sentence: `This overwrites ${keyText(key, there)}.`,
  };
}

/** @param named how many are named; null for a range or a value */
async function removal({ args, ask }: Asked, named: number | null, unit: string): Promise<Question | null> {
  const key = args[1];
  const there = key && (await keySize(ask, key));
  if (!there || (named !== null && named < 1)) return null;
  const name = bytesText(key);
  const what = named === null ? `${unit}s` : counted(named, unit);
  return {
    act: `Delete ${what} of ${name}`,
    sentence: `This deletes ${named === null ? `the ${unit}s that match` : what} from ${keyText(key, there)}.`,
  };
}

function hasOption({ words }: Asked, from: number, option: string): boolean {
  return words.slice(from).some(word => word.toUpperCase() === option);
}
