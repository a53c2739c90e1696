import { targetSchema, type Target } from '#shared/contract/connections.ts';
import { parseRedisUrl } from '#shared/redis/target-text.ts';

/** A server that the environment names. */
export interface EnvironmentTarget {
  /** The variables that named it. */
  variable: 'REDIS_URL' | 'REDIS_HOST';
  target: Target;
  password: string | undefined;
}

/**
 * What REDIS_URL, else REDIS_HOST and REDIS_PORT, point to; undefined when neither is set.
 *
 * @throws {MillraceError} `bad-input` when REDIS_URL or REDIS_PORT cannot be understood
 */
export function targetFromEnvironment(env: NodeJS.ProcessEnv = process.env): EnvironmentTarget | undefined {
  if (env.REDIS_URL) return { variable: 'REDIS_URL', ...parseRedisUrl(env.REDIS_URL) };
  if (env.REDIS_HOST || env.REDIS_PORT) {
    const address = { kind: 'tcp' as const, host: env.REDIS_HOST || '127.0.0.1', port: Number(env.REDIS_PORT || 6379) };
    return { variable: 'REDIS_HOST', target: targetSchema.parse({ address }), password: undefined };
  }
  return undefined;
}
