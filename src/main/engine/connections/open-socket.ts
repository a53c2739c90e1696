import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Target } from '#shared/redis/target.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { socketOptions } from './socket-options.ts';

/** A socket to the server, before anything was said on it. @throws {MillraceError} `connect-failed` */
export async function openSocket(target: Target): Promise<Socket> {
  const { tls, host, port, path } = await socketOptions(target);
  const where = (path === undefined ? { host, port: port! } : { path }) as NetConnectOpts;
  const socket = tls ? connectTls({ ...where, ...(tls as object) }) : connectTcp(where);
  await new Promise<void>((resolve, reject) => {
    socket.once(tls ? 'secureConnect' : 'connect', () => resolve());
    socket.once('error', reject);
    socket.setTimeout(target.connectTimeoutMs, () => reject(new Error('no answer in time')));
  }).catch((error: unknown) => {
    socket.destroy();
    const message = error instanceof Error ? error.message : String(error);
    throw new MillraceError('connect-failed', message, undefined, { cause: error });
  });
  socket.setTimeout(0);
  return socket;
}
