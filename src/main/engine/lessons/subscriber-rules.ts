import type { LessonStep } from '#shared/contract/lessons.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { WireConnection } from '../connections/wire-connection.ts';
import { wireText } from '../connections/wire-reply.ts';

/**
 * What a connection may still run once it is subscribed, asked of the server itself: each command is sent on a subscriber in RESP2, and its answer
 * told as it came.
 *
 * @see https://redis.io/docs/latest/develop/pubsub/#resp2
 */
export async function trySubscriberRules(connection: Connection): Promise<LessonStep[]> {
  const channel = `millrace:lesson:${crypto.randomUUID().slice(0, 8)}`;
  const steps: LessonStep[] = [];
  const run = async (who: string, wire: WireConnection, ...words: string[]) => {
    try {
      const reply = await wire.ask(...words);
      steps.push({
        who,
        command: commandText(words),
        reply: wireText(reply),
        isError: reply.type === 'error',
      });
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      steps.push({ who, command: commandText(words), reply: error.message, isError: true });
    }
  };

  const subscriber = await connection.wire();
  try {
    for (const words of [
      ['SUBSCRIBE', channel],
      ['PSUBSCRIBE', `${channel}:*`],
      ['SSUBSCRIBE', channel],
      ['PING', 'still here?'],
      ['PUNSUBSCRIBE', `${channel}:*`],
      ['GET', channel],
      ['SET', channel, 'x'],
      ['PUBLISH', channel, 'x'],
      ['CLIENT', 'ID'],
      ['CONFIG', 'GET', 'maxmemory'],
    ])
      await run('subscriber', subscriber, ...words);
    await run('subscriber', subscriber, 'RESET');
    await run('after RESET', subscriber, 'GET', channel);
  } finally {
    subscriber.close();
  }

  const leaving = await connection.wire();
  try {
    await run('another subscriber', leaving, 'SUBSCRIBE', channel);
    await run('another subscriber', leaving, 'QUIT');
  } finally {
    leaving.close();
  }
  return steps;
}
