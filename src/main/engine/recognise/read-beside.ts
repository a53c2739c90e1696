import { utf8Text } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient, Reply } from '../connections/redis-client.ts';
import type { Beside, Lookup } from './evidence.ts';

/** What recognising needs of a connection. */
export type Client = Pick<RedisClient, 'pipeline'>;

/** Reads what recognisers want to know beside a name; what is refused is not there. */
export async function readBeside(client: Client, lookups: readonly Lookup[]): Promise<Beside> {
  const idOf = ({ key, field }: Lookup) => JSON.stringify([key, field ?? null]);
  const commands = lookups.map(({ key, field }): Command =>
    field === undefined ? ['TYPE', key] : ['HGET', key, field],
  );
  const replies = await client.pipeline(commands);
  const found = new Map(
    lookups.map((lookup, index) => {
      const text = textOf(replies[index]);
      return [idOf(lookup), text === 'none' && lookup.field === undefined ? null : text];
    }),
  );
  return lookup => found.get(idOf(lookup)) ?? null;
}

/** Null where it is refused: what may not be read is no evidence. */
export async function ask(client: Client, command: Command): Promise<Reply> {
  const [reply] = await client.pipeline([command]);
  if (!(reply instanceof MillraceError)) return reply ?? null;
  if (reply.code === 'redis' || reply.code === 'denied') return null;
  throw reply;
}

export function textOf(reply: Reply | MillraceError | undefined): string | null {
  if (typeof reply === 'string') return reply;
  return Buffer.isBuffer(reply) ? utf8Text(reply) : null;
}
