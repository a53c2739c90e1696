import { MillraceError } from '#shared/rpc/errors.ts';
import type { Reply } from '../../connections/redis-client.ts';
import { commandAvailability } from '../../connections/capabilities.ts';
import { asText } from '../../connections/replies.ts';
import type { Commands } from '../commands.ts';

/** Why a command cannot be used on this server, or null. */
export async function commandRefusal(commands: Commands, name: string): Promise<string | null> {
  const availability = (await commandAvailability(commands, [name]))[name]!;
  return availability.available ? null : availability.reason;
}

/**
 * Why an option of a command cannot be used, or null: by COMMAND DOCS, which lists an option as a token. Where the server has no COMMAND
 * DOCS (before 7.0) it has none of the options asked for here either.
 *
 * @see https://redis.io/docs/latest/commands/command-docs/
 */
export async function optionRefusal(
  commands: Commands,
  command: string,
  token: string,
): Promise<string | null> {
  const docs = await commands.call('COMMAND', 'DOCS', command).catch((error: unknown) => {
    if (error instanceof MillraceError && error.code === 'redis') return null;
    throw error;
  });
  return mentions(docs, token.toLowerCase()) ? null : `This server's ${command} does not know ${token}.`;
}

function mentions(reply: Reply, token: string): boolean {
  if (Array.isArray(reply)) return reply.some(item => mentions(item, token));
  return reply !== null && asText(reply).toLowerCase() === token;
}
