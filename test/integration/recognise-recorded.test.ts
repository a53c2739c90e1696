import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { Feeds } from '#engine/feeds/feeds.ts';
import { Recognition } from '#engine/recognise/recognition.ts';
import type { Keyspace } from '../fixtures/framework-keys.ts';
import { openConnection } from '../support/connection.ts';
import { serverOfFile } from '../support/file-server.ts';
import { writeKeyspace } from '../support/keyspace.ts';

/** Written by scripts/record-frameworks.mjs; text as latin1. */
interface Recorded {
  framework: string;
  by: string;
  version: string;
  keys: Keyspace;
  channels: { name: string; payload: string }[];
}

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/recorded-frameworks.json', import.meta.url), 'utf8'),
) as Recorded[];
/** Of the others each key is recognised by its name and what is beside it. */
const certainOfAll = new Set(['bullmq', '@socket.io/redis-streams-adapter']);

const redis = serverOfFile();
let connection: Connection;
beforeAll(async () => {
  connection = await openConnection(redis.server);
});
afterAll(() => connection.close());

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

test('there are recordings of what was made by eight libraries', () => {
  expect(recorded.map(({ by }) => by)).toEqual([
    'bullmq',
    'bull',
    'bee-queue',
    '@socket.io/redis-adapter',
    '@socket.io/redis-streams-adapter',
    'rq',
    'celery',
    'sidekiq',
  ]);
  for (const { keys, channels } of recorded)
    expect(Object.keys(keys).length + channels.length).toBeGreaterThan(0);
});

test.each(recorded)('every key that $by $version left is of $framework', async ({ framework, by, keys }) => {
  await writeKeyspace(redis.server, keys);
  const names = Object.keys(keys);
  const recognition = new Recognition();
  const verdicts = await recognition.keys(connection, names.map(bytes));
  for (const [index, name] of names.entries()) {
    expect(verdicts[index], name).toMatchObject({ framework });
    if (certainOfAll.has(by)) expect(verdicts[index], name).toMatchObject({ certainty: 'certain' });
  }
  if (names.length > 0)
    expect(await recognition.prefix(connection, names.map(bytes))).toMatchObject({ framework });
});

test.each(recorded)('every channel that $by $version used is of $framework', async recording => {
  await writeKeyspace(redis.server, recording.keys);
  const feeds = new Feeds({ maxRows: 10_000, maxBytes: 2 ** 23 });
  for (const { name, payload } of recording.channels) {
    const feed = feeds.create();
    feed.append(Date.now(), Buffer.from(bytes(name)), undefined, bytes(payload));
    const [verdict] = await new Recognition().channels(connection, feed, [bytes(name)]);
    expect(verdict, name).toMatchObject({ framework: recording.framework });
    feeds.remove(feed);
  }
});

test('a server says whose keys it has, most first', async () => {
  // Bull and BullMQ have called their queues the same.
  for (const { by, keys } of recorded) if (by !== 'bull') await writeKeyspace(redis.server, keys);
  await redis.server.ask('SET', 'somebody', 'else');
  const { frameworks, looked } = await new Recognition().server(connection);
  expect(looked).toBe(Number(await redis.server.ask('DBSIZE')));
  expect(frameworks[0]).toMatchObject({ framework: 'BullMQ', certainty: 'certain' });
  expect(new Set(frameworks.map(({ framework }) => framework))).toEqual(
    new Set(['BullMQ', 'bee-queue', 'socket.io', 'RQ', 'Celery', 'Sidekiq']),
  );
  for (const { keys } of frameworks) expect(keys).toBeGreaterThan(0);
});
