import type { LessonStep } from '#shared/contract/lessons.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import type { RedisClient } from '../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';

const WAIT_MS = 2_000;

interface DatabasesOutcome {
  steps: LessonStep[];
  arrived: boolean | null;
  databases: number | null;
}

/** Subscribes on a connection in one database and publishes on another connection in another, for real. */
export async function tryDatabases(
  connection: Connection,
  subscribeIn: number,
  publishIn: number,
): Promise<DatabasesOutcome> {
  const channel = `millrace:lesson:${crypto.randomUUID().slice(0, 8)}`;
  const steps: LessonStep[] = [];
  const databases = await readDatabases(connection);
  const clients: RedisClient[] = [];
  /** @returns whether the server did it */
  const run = async (who: string, client: RedisClient, ...words: [string, ...string[]]): Promise<boolean> => {
    const [name, ...rest] = words;
    try {
      const reply = await client.call(name, ...rest);
      const text = Buffer.isBuffer(reply)
        ? reply.toString()
        : typeof reply === 'string'
          ? `(integer) ${reply}`
          : '';
      steps.push({ who, command: commandText(words), reply: text, isError: false });
      return true;
    } catch (error) {
      if (!(error instanceof MillraceError) || typeof error.detail?.reply !== 'string') throw error;
      steps.push({ who, command: commandText(words), reply: `(error) ${error.detail.reply}`, isError: true });
      return false;
    }
  };
  try {
    const subscriber = await connection.dedicated({ purpose: 'lesson-subscriber', blocking: true });
    clients.push(subscriber);
    const publisher = await connection.dedicated({ purpose: 'lesson-publisher' });
    clients.push(publisher);
    const arrival = new Promise<string>(resolve =>
      subscriber.listen({ message: (_, payload) => resolve(payload.toString()) }),
    );
    const ready =
      (await run('subscriber', subscriber, 'SELECT', String(subscribeIn))) &&
      (await run('publisher', publisher, 'SELECT', String(publishIn)));
    if (!ready) return { steps, arrived: null, databases };
    await subscriber.call('subscribe', channel);
    steps.push({ who: 'subscriber', command: `SUBSCRIBE ${channel}`, reply: 'subscribed', isError: false });
    const published = await run('publisher', publisher, 'PUBLISH', channel, `from database ${publishIn}`);
    if (!published) return { steps, arrived: null, databases };
    const payload = await Promise.race([arrival, pause(WAIT_MS).then(() => null)]);
    if (payload !== null)
      steps.push({ who: 'subscriber', command: '', reply: `received "${payload}"`, isError: false });
    return { steps, arrived: payload !== null, databases };
  } finally {
    for (const client of clients) client.close('the lesson ended');
  }
}

async function readDatabases(connection: Connection): Promise<number | null> {
  try {
    const reply = asArray(await connection.call('CONFIG', 'GET', 'databases'));
    return reply.length < 2 ? null : asNumber(Buffer.from(asText(reply[1])));
  } catch (error) {
    if (error instanceof MillraceError && (error.code === 'denied' || error.code === 'redis')) return null;
    throw error;
  }
}
