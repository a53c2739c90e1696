import type { Command, Reply } from '../connections/redis-client.ts';
import { lengthCommands } from '../keys/key-types.ts';
import type { KeyEvidence } from './evidence.ts';
import { ask, readBeside, textOf, type Client } from './read-beside.ts';
import { kindsOf } from './recognisers.ts';

/** What is larger than this on average is not read: several come at once. */
const MOST_ITEM_BYTES = 32 * 1024;
/** Of a string. */
const MOST_BYTES = 64 * 1024;
/** HSCAN and SSCAN give about so many, or all of a small one. */
const SOME = 20;
/** Members of a set that are judged. */
const MOST_VALUES = 20;

/** What a key is known by; null where no framework has keys of such a name and type, or it may not be asked. */
export async function readKey(client: Client, key: string): Promise<KeyEvidence | 'stream' | null> {
  const type = textOf(await ask(client, ['TYPE', key]));
  if (type === 'stream') return 'stream';
  const kinds = type === null ? [] : kindsOf(key, type);
  if (type === null || kinds.length === 0) return null;
  const [items, beside] = await Promise.all([
    readItems(client, key, type),
    readBeside(
      client,
      kinds.flatMap(({ looksUp }) => looksUp?.(key) ?? []),
    ),
  ]);
  const pairs = type === 'hash' ? items : [];
  return {
    key,
    type,
    fields: Array.from(
      { length: Math.floor(pairs.length / 2) },
      (_, index) => [textOf(pairs[2 * index]) ?? '', pairs[2 * index + 1]!] as const,
    ),
    values: type === 'hash' ? [] : items.slice(0, MOST_VALUES),
    beside,
  };
}

async function readItems(client: Client, key: string, type: string): Promise<readonly Buffer[]> {
  const read = reads[type]?.(key);
  if (!read) return [];
  if (type !== 'string') {
    const [length, memory] = await Promise.all([
      ask(client, [lengthCommands[type]!, key]),
      ask(client, ['MEMORY', 'USAGE', key, 'SAMPLES', 5]),
    ]);
    if (Number(memory ?? 0) > MOST_ITEM_BYTES * Math.max(1, Number(length ?? 0))) return [];
  }
  const reply = await ask(client, read);
  const items: Reply = type === 'hash' || type === 'set' ? (Array.isArray(reply) ? reply[1]! : null) : reply;
  return (Array.isArray(items) ? items : [items]).filter(item => Buffer.isBuffer(item));
}

/** One step each, whatever the size of a key. */
const reads: Readonly<Record<string, (key: string) => Command>> = {
  string: key => ['GETRANGE', key, 0, MOST_BYTES - 1],
  hash: key => ['HSCAN', key, 0, 'COUNT', SOME],
  list: key => ['LRANGE', key, 0, 0],
  set: key => ['SSCAN', key, 0, 'COUNT', SOME],
  zset: key => ['ZRANGE', key, 0, 0],
};
