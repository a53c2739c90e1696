import { MillraceError } from '#shared/rpc/errors.ts';
import { asArray, asNumber } from '../connections/replies.ts';
import type { Reply } from '../connections/redis-client.ts';
import type { Commands } from '../connections/commands.ts';

/**
 * The reply of TIME in ms since the epoch, with a fraction. A user who may not ask for it gets our own clock, which is near enough to say when
 * something was delivered.
 *
 * @throws {MillraceError} the error, where it is another one
 */
export function serverTimeOf(reply: Reply | MillraceError): number {
  if (reply instanceof MillraceError) {
    if (reply.code === 'denied') return Date.now();
    throw reply;
  }
  const [seconds, microseconds] = asArray(reply);
  return asNumber(seconds) * 1_000 + asNumber(microseconds) / 1_000;
}

/** The server's clock: idle times are measured by it, so times of delivery must be too. */
export async function readServerTime(commands: Commands): Promise<number> {
  const [time] = await commands.pipeline([['TIME']]);
  return serverTimeOf(time!);
}
