import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient } from '../connections/redis-client.ts';
import { asArray, asText } from '../connections/replies.ts';
import { readInfo } from '../connections/server-facts.ts';

const SETTING = 'notify-keyspace-events';
/** No server takes it: it names those that it would. */
const NO_FLAG = '!';

/**
 * The setting of the server, as it writes it.
 *
 * @throws {MillraceError} `denied` or `redis` where CONFIG may not be used, or is renamed
 * @see https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/
 */
export async function readNotifyFlags(client: RedisClient): Promise<string> {
  const reply = asArray(await client.call('CONFIG', 'GET', SETTING).catch(explain('read')));
  if (reply.length < 2)
    throw new MillraceError('unsupported', `This server does not tell its ${SETTING}: CONFIG GET is empty.`);
  return asText(reply[1]);
}

/** @throws as `readNotifyFlags`, and `redis` for a flag that the server does not take */
export async function setNotifyFlags(client: RedisClient, flags: string): Promise<void> {
  await client.call('CONFIG', 'SET', SETTING, flags).catch(explain('set'));
}

/** The flags that the server takes, asked without changing anything; null when it does not say. */
export async function acceptedNotifyFlags(client: RedisClient): Promise<string | null> {
  try {
    await client.call('CONFIG', 'SET', SETTING, NO_FLAG);
  } catch (error) {
    const message = error instanceof MillraceError ? error.message : '';
    return /Use '([^']+)'/.exec(message)?.[1] ?? null;
  }
  return null;
}

/** What tells one server from another: its run, where it may be asked, else null. */
export async function readRunId(client: RedisClient): Promise<string | null> {
  return readInfo(client, 'server').then(
    info => info.get('run_id') ?? null,
    () => null,
  );
}

function explain(act: string): (error: unknown) => never {
  return error => {
    if (!(error instanceof MillraceError)) throw error;
    const renamed = /unknown command/i.test(String(error.detail?.reply));
    const why = renamed
      ? `This server has no CONFIG command, or has it under another name. (${error.message})`
      : error.message;
    throw new MillraceError(error.code, `${SETTING} cannot be ${act}. ${why}`, error.detail, {
      cause: error,
    });
  };
}
