import type { Availability } from '#shared/contract/connections.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient } from './redis-client.ts';
import { asText } from './replies.ts';

const available: Availability = { available: true, reason: '' };

/**
 * Which of these commands the server has and the user may run. Asked of the server, never derived from its version: a fork, a module or a
 * renamed command makes a version a guess.
 *
 * @see https://redis.io/docs/latest/commands/command-info/
 * @see https://redis.io/docs/latest/commands/acl-dryrun/
 */
export async function commandAvailability(
  client: RedisClient,
  commands: string[],
): Promise<Record<string, Availability>> {
  const known = await knownCommands(client, commands);
  const user = await client.call('ACL', 'WHOAMI').then(asText, () => undefined);
  const entries = await Promise.all(
    commands.map(async (command, index): Promise<[string, Availability]> => {
      if (known[index] === false)
        return [command, { available: false, reason: `This server does not know ${command}.` }];
      return [command, user === undefined ? available : await permission(client, user, command)];
    }),
  );
  return Object.fromEntries(entries);
}

/** Undefined where the server does not say. */
async function knownCommands(client: RedisClient, commands: string[]): Promise<(boolean | undefined)[]> {
  const reply = await client.call('COMMAND', 'INFO', ...commands).catch((error: unknown) => {
    if (client.closed) throw error;
    return undefined;
  });
  return commands.map((_, index) =>
    Array.isArray(reply) ? reply[index] !== null && reply[index] !== undefined : undefined,
  );
}

/** ACL DRYRUN came with 7.0 and may itself be denied: where it says nothing, the command is tried when it is used. */
async function permission(client: RedisClient, user: string, command: string): Promise<Availability> {
  try {
    // The name alone: a command that is allowed but lacks arguments is told apart from one that is not allowed.
    const answer = asText(await client.call('ACL', 'DRYRUN', user, ...command.split('|')));
    return /has no permissions to run/.test(answer)
      ? { available: false, reason: `The user "${user}" may not run ${command}.` }
      : available;
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'disconnected') throw error;
    return available;
  }
}
