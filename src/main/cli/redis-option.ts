import { readTarget, type NamedTarget } from '#engine/connections/environment.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { say } from './output.ts';
import { UsageError } from './usage-error.ts';

/** The server that `--redis` names. @throws {UsageError} what is wrong with the address */
export function redisOption(url: string): NamedTarget {
  const named = asUsage(() => readTarget('--redis', url));
  if (named.password !== undefined)
    say(
      'The password in --redis can be read in the list of processes by every user of this machine. Put the address into REDIS_URL instead.',
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
