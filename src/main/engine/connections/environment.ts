import { targetSchema, type Target } from '#shared/redis/target.ts';
import { parseTargetText } from '#shared/redis/target-text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

/** A server as text named it, with its password apart. */
export interface NamedTarget {
  /** The variable that named it. */
  variable: string;
  target: Target;
  password: string | undefined;
}

/**
 * What REDIS_URL, else REDIS_HOST and REDIS_PORT, point to; undefined when none is set.
 *
 * @throws {MillraceError} `bad-input` when they cannot be understood
 */
export function targetFromEnvironment(env: NodeJS.ProcessEnv = process.env): NamedTarget | undefined {
  if (env.REDIS_URL) return readTarget('REDIS_URL', env.REDIS_URL);
  if (!env.REDIS_HOST && !env.REDIS_PORT) return undefined;
  const address = { kind: 'tcp', host: env.REDIS_HOST || '127.0.0.1', port: Number(env.REDIS_PORT || 6379) };
  const parsed = targetSchema.safeParse({ address });
  if (!parsed.success) {
    throw new MillraceError(
      'bad-input',
      `REDIS_PORT: "${env.REDIS_PORT}" is not a port. A port is a number from 1 to 65535.`,
    );
  }
  return { variable: env.REDIS_HOST ? 'REDIS_HOST' : 'REDIS_PORT', target: parsed.data, password: undefined };
}

/**
 * A URL, redis-cli line or host:port as a target.
 *
 * @param variable where the text stands, for the error
 * @throws {MillraceError} `bad-input` with what is wrong and what is allowed
 */
export function readTarget(variable: string, text: string): NamedTarget {
  const parsed = parseTargetText(text);
  if (!parsed.ok) throw new MillraceError('bad-input', `${variable}: ${parsed.problem}`);
  return { variable, target: parsed.target, password: parsed.password ?? undefined };
}
