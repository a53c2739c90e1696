import type { Preview } from '#shared/contract/compose.ts';
import { shownText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import type { KeyName } from './key-names.ts';
import type { WrittenKey } from './written-keys.ts';

type Target = Preview['targets'][number];

/** How the size of a type is asked for, and what it counts. */
const sizes: Readonly<Record<string, { command: string; one: string; many: string }>> = {
  hash: { command: 'HLEN', one: 'field', many: 'fields' },
  list: { command: 'LLEN', one: 'element', many: 'elements' },
  set: { command: 'SCARD', one: 'member', many: 'members' },
  zset: { command: 'ZCARD', one: 'member', many: 'members' },
  stream: { command: 'XLEN', one: 'entry', many: 'entries' },
  string: { command: 'STRLEN', one: 'byte', many: 'bytes' },
};
const nouns: Readonly<Record<string, string>> = { zset: 'sorted set', 'TSDB-TYPE': 'time series' };

/**
 * What is under the keys that would be written. Read only; a user who may not ask learns that.
 *
 * @param ownKeys tells a key that the pipeline wrote before: not worth a word, unless it is of another type by now. Asked where one is there
 */
export async function targetsOf(
  client: RedisClient,
  keys: readonly WrittenKey[],
  ownKeys: () => Promise<(key: string) => boolean>,
): Promise<Target[]> {
  const types = await client.pipeline(keys.map(({ key }): Command => ['TYPE', key]));
  const found = keys.map((written, index) => ({ ...written, reply: types[index]! }));
  const held = found.map(({ reply }) => (reply instanceof MillraceError ? null : asText(reply)));
  const asked = held.map(type => (type === null ? undefined : sizes[type]));
  const replies = await client.pipeline(
    keys.flatMap(({ key }, index): Command[] => (asked[index] ? [[asked[index].command, key]] : [])),
  );
  const isOwn = found.some(({ type }, index) => held[index] === type) ? await ownKeys() : () => false;
  const targets: Target[] = [];
  const free = new FreeNames(client, keys);
  for (const [index, { sink, key, type, name, reply }] of found.entries()) {
    const holds = held[index]!;
    if (holds === 'none') continue;
    const size = asked[index] && replies.shift();
    const isInTheWay = holds !== null && holds !== type;
    if (holds === type && isOwn(key)) continue;
    const text =
      reply instanceof MillraceError
        ? `could not be looked at: ${reply.message}`
        : `holds ${holdingText(holds, size)} already${isInTheWay ? `; this sink needs a ${nounOf(type)}` : ''}`;
    targets.push({ sink, key: shownText(key), text, isInTheWay, instead: await free.of(name) });
  }
  return targets;
}

/** Other names for members that name keys, each looked for once. */
class FreeNames {
  readonly #client: RedisClient;
  readonly #keys: readonly WrittenKey[];
  readonly #found = new Map<string, Target['instead']>();

  constructor(client: RedisClient, keys: readonly WrittenKey[]) {
    this.#client = client;
    this.#keys = keys;
  }

  /** The first one under which there is nothing yet of what would be written; null where there is none, or it may not be asked. */
  async of(name: KeyName | null): Promise<Target['instead']> {
    if (name === null) return null;
    const at = name.path.join('.');
    const known = this.#found.get(at);
    if (known !== undefined) return known;
    const rests = this.#keys
      .filter(key => key.name?.path.join('.') === at)
      .map(({ key }) => key.slice(name.stem.length));
    for (const { value, stem } of name.others) {
      const types = await this.#client.pipeline(rests.map((rest): Command => ['TYPE', stem + rest]));
      if (types.some(type => type instanceof MillraceError || asText(type) !== 'none')) continue;
      const instead = { path: [...name.path], value };
      this.#found.set(at, instead);
      return instead;
    }
    this.#found.set(at, null);
    return null;
  }
}

function holdingText(
  type: string,
  size: Awaited<ReturnType<RedisClient['pipeline']>>[number] | undefined,
): string {
  const noun = nounOf(type);
  const words = sizes[type];
  if (!words || size === undefined || size instanceof MillraceError) return `a ${noun}`;
  const count = Number(asText(size));
  return `a ${noun} with ${count.toLocaleString('en-US')} ${count === 1 ? words.one : words.many}`;
}

const nounOf = (type: string): string => nouns[type] ?? type;
