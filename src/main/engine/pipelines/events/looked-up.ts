import { isUtf8 } from 'node:buffer';
import type { Lookup } from '#shared/pipeline/lookup.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asArray, asBuffer, asMap, asText } from '../../connections/replies.ts';

/** What has been looked up. */
export interface LookedUp {
  /** A hash as an object, a string as text, either with bytes where they are no text; null where there is none. */
  value(lookup: Lookup, key: string): unknown;
}

/** Something that is to be looked up. */
export interface Wanted<Of = Pick<Lookup, 'name' | 'type' | 'fields'>> {
  readonly lookup: Of;
  readonly key: string;
}

/**
 * What Redis has, in the order asked; null for what is missing or holds another type.
 *
 * @throws {MillraceError} when Redis does not answer, or refuses
 */
export async function readWanted(client: RedisClient, wanted: readonly Wanted[]): Promise<unknown[]> {
  const replies = await client.pipeline(wanted.map(commandOf));
  return wanted.map(({ lookup }, index) => {
    const reply = replies[index]!;
    if (!(reply instanceof MillraceError)) return valueOf(lookup, reply);
    if (reply.detail?.code === 'WRONGTYPE') return null;
    throw reply;
  });
}

function commandOf({ lookup: { type, fields }, key }: Wanted): Command {
  if (type === 'string') return ['GET', key];
  return fields ? ['HMGET', key, ...fields] : ['HGETALL', key];
}

function valueOf({ type, fields }: Wanted['lookup'], reply: Reply): unknown {
  if (reply === null) return null;
  if (type === 'string') return textOrBytes(reply);
  const found = fields
    ? fields.map((name, index): [string, Reply] => [name, asArray(reply)[index] ?? null])
    : [...asMap(reply)].map(([name, value]): [string, Reply] => [asText(name), value]);
  const members = found
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, textOrBytes(value)]);
  return members.length === 0 ? null : (Object.fromEntries(members) as object);
}

function textOrBytes(reply: Reply): string | Buffer {
  const bytes = asBuffer(reply);
  return isUtf8(bytes) ? bytes.toString() : bytes;
}
