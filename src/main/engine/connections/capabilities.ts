import type { Availability } from '#shared/contract/connections.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient } from './redis-client.ts';
import { asNumber, asText } from './replies.ts';

/** A live client, or what acts as one. */
type Asked = Pick<RedisClient, 'call' | 'closed'>;

const available: Availability = { available: true };

/**
 * Which of these commands the server has and the user may run. Asked of the server, never derived from its version: a fork, a module or a
 * renamed command makes a version a guess.
 *
 * @see https://redis.io/docs/latest/commands/command-info/
 * @see https://redis.io/docs/latest/commands/acl-dryrun/
 */
export async function commandAvailability(
  client: Asked,
  commands: string[],
): Promise<Record<string, Availability>> {
  const arities = await readArities(client, commands);
  const user = await client.call('ACL', 'WHOAMI').then(asText, () => undefined);
  const entries = await Promise.all(
    commands.map(async (command, index): Promise<[string, Availability]> => {
      const arity = arities[index];
      if (arity === null) return [command, unknownCommand(command)];
      return [command, user === undefined ? available : await permission(client, user, command, arity ?? 1)];
    }),
  );
  return Object.fromEntries(entries);
}

function unknownCommand(command: string): Availability {
  return { available: false, code: 'unknown', reason: `This server does not know ${command}.` };
}

/** How many words each command takes at least, its name included; null for an unknown one, undefined where the server does not say. */
async function readArities(client: Asked, commands: string[]): Promise<(number | null | undefined)[]> {
  const reply = await client.call('COMMAND', 'INFO', ...commands).catch((error: unknown) => {
    if (client.closed) throw error;
    return undefined;
  });
  if (!Array.isArray(reply)) return commands.map(() => undefined);
  return reply.map(info => (Array.isArray(info) ? Math.abs(asNumber(info[1])) : null));
}

/** ACL DRYRUN came with 7.0 and may itself be denied: where it says nothing, the command is tried when it is used. */
async function permission(
  client: Asked,
  user: string,
  command: string,
  arity: number,
): Promise<Availability> {
  try {
    // The arguments only make up the number: what is asked is whether the command itself may be run.
    const words = command.split('|');
    const rest = Array<string>(Math.max(0, arity - words.length)).fill('x');
    const answer = asText(await client.call('ACL', 'DRYRUN', user, ...words, ...rest));
    return /has no permissions to run/.test(answer)
      ? {
          available: false,
          code: 'denied',
          reason: `The user "${user}" may not run ${command.replace('|', ' ')}.`,
        }
      : available;
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'disconnected') throw error;
    // Where COMMAND may not be asked, this is how a server says that it has none of that name.
    return error instanceof MillraceError && /^ERR Command .* not found/i.test(String(error.detail?.reply))
      ? unknownCommand(command)
      : available;
  }
}
