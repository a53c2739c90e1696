import { readFile } from 'node:fs/promises';
import type { RedisOptions } from 'ioredis';
import { MillraceError } from '#shared/rpc/errors.ts';
import { isPem } from './connection-secrets.ts';
import { trustSystemCertificates } from './system-certificates.ts';
import type { Target } from '#shared/redis/target.ts';

/**
 * The part of a target that says how to reach the socket.
 *
 * @throws {MillraceError} `connect-failed` at stage `input`, when a certificate file cannot be read.
 */
export async function socketOptions(target: Target): Promise<RedisOptions> {
  const { address, tls } = target;
  if (address.kind === 'socket') return { path: address.path };
  const options: RedisOptions = { host: address.host, port: address.port };
  if (tls) {
    if (tls.ca === '') trustSystemCertificates();
    const [ca, cert, key] = await Promise.all([
      pem(tls.ca, 'CA'),
      pem(tls.cert, 'client'),
      pem(tls.key, 'key'),
    ]);
    options.tls = {
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(key && { key }),
      // SNI is for names: an address in it is refused by the TLS standard, and by Node.
      ...(tls.serverName ? { servername: tls.serverName } : {}),
      rejectUnauthorized: tls.verify,
    };
  }
  return options;
}

/** A PEM text as it is, or the file it names. */
async function pem(textOrPath: string, what: string): Promise<string | undefined> {
  const text = textOrPath.trim();
  if (text === '') return undefined;
  if (isPem(text)) return text;
  try {
    return await readFile(text, 'utf8');
  } catch (error) {
    const raw = error instanceof Error ? error.message : String(error);
    const message = `The ${what} certificate file "${text}" cannot be read. Give the path of a PEM file on this machine, or paste the PEM text.`;
    throw new MillraceError(
      'connect-failed',
      message,
      { stage: 'input', raw, final: true },
      { cause: error },
    );
  }
}
