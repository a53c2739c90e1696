import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import type { AtMostOnce } from '#shared/contract/lessons.ts';
import type { Connection } from '#engine/connections/connection.ts';
import { AtMostOnceLesson } from '#engine/lessons/at-most-once.ts';
import { tryDatabases } from '#engine/lessons/databases.ts';
import { trySubscriberRules } from '#engine/lessons/subscriber-rules.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let connection: Connection;
beforeAll(async () => {
  server = await startRedisServer(['--databases', '4', '--requirepass', 'secret']);
});
afterAll(() => server.stop());
beforeEach(async () => {
  connection = await openConnection(server, { password: 'secret' });
});
afterEach(() => connection.close());

/** A lesson that is looked at; `state` is the newest. */
function attend(lesson: AtMostOnceLesson) {
  const leave = new AbortController();
  let newest: AtMostOnce | undefined;
  const gone = (async () => {
    for await (const state of lesson.states(leave.signal)) newest = state;
  })();
  return {
    state: (test: (state: AtMostOnce) => boolean): Promise<AtMostOnce> =>
      until(
        () => newest,
        state => state !== undefined && test(state),
      ) as Promise<AtMostOnce>,
    end: async () => {
      leave.abort();
      await gone;
    },
  };
}

test('what was sent while one was away is a gap with its exact count', async () => {
  const lesson = new AtMostOnceLesson(connection);
  const { state, end } = attend(lesson);
  const { channel } = await state(({ connected }) => connected);
  expect(await server.ask('PUBSUB', 'NUMSUB', channel)).toEqual([Buffer.from(channel), '2']);
  await lesson.send();
  await state(({ otherCount }) => otherCount === 1);
  await lesson.setConnected(false);
  for (let index = 0; index < 7; index++) await lesson.send();
  const away = await state(({ steadyCount }) => steadyCount === 8);
  expect(away).toMatchObject({ connected: false, missed: 7, otherCount: 1 });
  await lesson.setConnected(true);
  await lesson.send();
  const back = await state(({ otherCount }) => otherCount === 2);
  expect(back.missed).toBe(7);
  expect(back.other.map(row => (row.kind === 'missed' ? row.count : row.text))).toEqual([
    'message 1',
    7,
    'message 9',
  ]);
  await end();
  await until(
    () => server.ask('PUBSUB', 'NUMSUB', channel),
    reply => Array.isArray(reply) && reply[1] === '0',
  );
});

test('sending often goes on until it is told to stop, and each message is counted', async () => {
  const lesson = new AtMostOnceLesson(connection);
  const { state, end } = attend(lesson);
  await state(({ connected }) => connected);
  lesson.sendOften(100);
  await state(({ steadyCount, perSecond }) => steadyCount > 3 && perSecond === 100);
  lesson.sendOften(null);
  const { missed, otherCount, sent } = await state(
    ({ perSecond, sent, steadyCount, otherCount }) =>
      perSecond === null && steadyCount === sent && otherCount === sent,
  );
  expect({ missed, otherCount }).toEqual({ missed: 0, otherCount: sent });
  await end();
});

test('a channel is heard from any database', async () => {
  const { steps, arrived, databases } = await tryDatabases(connection, 1, 3);
  expect({ arrived, databases }).toEqual({ arrived: true, databases: 4 });
  expect(steps.map(({ command }) => command.split(' ')[0])).toEqual([
    'SELECT',
    'SELECT',
    'SUBSCRIBE',
    'PUBLISH',
    '',
  ]);
  expect(steps.at(-1)!.reply).toBe('received "from database 3"');
});

test('a database that the server has not is refused in its own words', async () => {
  const { steps, arrived } = await tryDatabases(connection, 1, 10);
  expect(arrived).toBeNull();
  expect(steps.at(-1)).toMatchObject({
    command: 'SELECT 10',
    reply: '(error) ERR DB index is out of range',
    isError: true,
  });
});

test('a subscriber in RESP2 may do little else, and the server says so', async () => {
  const steps = await trySubscriberRules(connection);
  const of = (command: string) => steps.find(step => step.command.startsWith(command))!;
  for (const allowed of ['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE', 'PUNSUBSCRIBE', 'PING', 'RESET', 'QUIT'])
    expect(of(allowed)).toMatchObject({ isError: false });
  expect(of('PING').reply).toBe('"pong", "still here?"');
  for (const refused of ['GET', 'SET', 'PUBLISH', 'CLIENT ID', 'CONFIG GET'])
    expect(of(refused).reply).toContain("(error) ERR Can't execute");
  expect(steps.find(({ who }) => who === 'after RESET')!.reply).toContain('NOAUTH');
  expect(await server.ask('DBSIZE')).toBe('0');
});

test('one that may not subscribe is told so, and leaves no connection behind', async () => {
  await server.ask('ACL', 'SETUSER', 'mute', 'on', '>pass', '~*', '&*', '+@all', '-subscribe');
  const mute = await openConnection(server, { username: 'mute' });
  const lesson = new AtMostOnceLesson(mute);
  await expect(lesson.states(new AbortController().signal).next()).rejects.toMatchObject({ code: 'denied' });
  await until(
    async () => String(await server.ask('CLIENT', 'LIST')),
    clients => !clients.includes('millrace-lesson'),
  );
  mute.close();
});
