import { readTarget, type NamedTarget } from '#engine/connections/environment.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { askPassword } from './ask-password.ts';
import { say } from './output.ts';
import { UsageError } from './usage-error.ts';

/** The server that `--redis` names. @param asks for the password. @throws {UsageError} what is wrong with the address */
export async function redisOption(url: string, asks = false): Promise<NamedTarget> {
  const named = asUsage(() => readTarget('--redis', url));
  if (asks) return { ...named, password: await askPassword() };
  if (named.password !== undefined)
    say(
      'The password in --redis can be read in the list of processes by every user of this machine. Give --ask-password instead, or put the address into REDIS_URL.',
    );
  return named;
}

/** What a person has written where the engine reads it is a mistake on the command line. @throws {UsageError} */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'bad-input')
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
