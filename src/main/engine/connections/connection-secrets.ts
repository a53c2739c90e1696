import { KEPT_KEY, type Target } from '#shared/redis/target.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

/** What a connection needs beside its profile: the host's secret store keeps it. */
export interface ConnectionSecrets {
  password: string | undefined;
  /** The client's TLS key as PEM text, where it was pasted. */
  tlsKey: string | undefined;
}

export const noSecrets: ConnectionSecrets = { password: undefined, tlsKey: undefined };

/** How a server is reached: plain data, so that it travels to worker threads. Nothing of it goes to a page. */
export interface RedisAccess {
  target: Target;
  password: string | undefined;
}

/** @throws {MillraceError} `connect-failed` at stage `input`, when the key was kept in memory and is gone */
export function accessTo(target: Target, { password, tlsKey }: ConnectionSecrets): RedisAccess {
  const { tls } = target;
  if (tls?.key !== KEPT_KEY) return { target, password };
  if (tlsKey !== undefined) return { target: { ...target, tls: { ...tls, key: tlsKey } }, password };
  const message =
    'Millrace no longer has the TLS key that was pasted. Edit the connection: paste the key again, or give the path of its file.';
  throw new MillraceError('connect-failed', message, { stage: 'input', raw: message, final: true });
}

/** Whether it is PEM itself, and not the path of a file: what exports a key often writes lines of its own before it. */
export function isPem(textOrPath: string): boolean {
  return textOrPath.includes('-----BEGIN');
}

/** A key that was pasted, and not given as a path. */
export function pastedKey(target: Target): string | undefined {
  const key = target.tls?.key.trim() ?? '';
  return isPem(key) ? key : undefined;
}
