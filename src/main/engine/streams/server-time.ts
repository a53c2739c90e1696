import { asArray, asNumber } from '../connections/replies.ts';
import type { Reply } from '../connections/redis-client.ts';
import type { Commands } from './commands.ts';

/** The reply of TIME in ms since the epoch, with a fraction. */
export function serverTimeOf(reply: Reply): number {
  const [seconds, microseconds] = asArray(reply);
  return asNumber(seconds) * 1_000 + asNumber(microseconds) / 1_000;
}

/** The server's clock: idle times are measured by it, so times of delivery must be too. */
export async function readServerTime(commands: Commands): Promise<number> {
  return serverTimeOf(await commands.call('TIME'));
}
