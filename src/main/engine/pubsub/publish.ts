import { MillraceError } from '#shared/rpc/errors.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';
import type { Connection } from '../connections/connection.ts';

/** The two reach different subscribers, even of the same name: https://redis.io/docs/latest/commands/spublish/ */
export function publishCommand(sharded: boolean): string {
  return sharded ? 'SPUBLISH' : 'PUBLISH';
}

/**
 * Publishes one message.
 *
 * @returns how many subscribers of the asked node received it: https://redis.io/docs/latest/commands/publish/
 * @throws {MillraceError} `bad-input` for an empty channel; `too-large` above the server's `proto-max-bulk-len`, before anything is sent:
 *   the server would cut the connection instead of answering
 */
export async function publish(
  connection: Connection,
  channel: Buffer,
  payload: Buffer,
  sharded = false,
): Promise<number> {
  checkChannel(channel);
  await checkSize(connection, payload.length);
  return asNumber(await connection.call(publishCommand(sharded), channel, payload));
}

/** @throws {MillraceError} `bad-input` for an empty channel */
export function checkChannel(channel: Buffer): void {
  if (channel.length === 0)
    throw new MillraceError('bad-input', 'The channel is empty. Enter the name of a channel.');
}

/** @throws {MillraceError} `too-large` above the server's `proto-max-bulk-len` */
export async function checkSize(connection: Pick<Connection, 'call'>, size: number): Promise<void> {
  const limit = await bulkLimit(connection, size);
  if (size <= limit) return;
  const message = `The payload has ${size} bytes; this server takes at most ${limit} (proto-max-bulk-len). Nothing was sent.`;
  throw new MillraceError('too-large', message, { limit });
}

/** No server can be configured lower than this, so smaller payloads need no question. */
const SMALLEST_LIMIT = 2 ** 20;

async function bulkLimit(connection: Pick<Connection, 'call'>, size: number): Promise<number> {
  if (size <= SMALLEST_LIMIT) return Infinity;
  try {
    const reply = asArray(await connection.call('CONFIG', 'GET', 'proto-max-bulk-len'));
    return reply.length < 2 ? Infinity : asNumber(Buffer.from(asText(reply[1])));
  } catch (error) {
    // Where CONFIG is denied or renamed, the server itself will have to refuse.
    if (error instanceof MillraceError && (error.code === 'denied' || error.code === 'redis'))
      return Infinity;
    throw error;
  }
}
