import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { Feeds } from '#engine/feeds/feeds.ts';
import { Recognition } from '#engine/recognise/recognition.ts';
import { keyLookAlikes, keySets } from '../fixtures/framework-keys.ts';
import { channelSets, streamSets } from '../fixtures/frameworks.ts';
import { openConnection } from '../support/connection.ts';
import { serverOfFile } from '../support/file-server.ts';
import { writeKeyspace } from '../support/keyspace.ts';

const redis = serverOfFile();
let connection: Connection;
beforeAll(async () => {
  connection = await openConnection(redis.server);
});
afterAll(() => connection.close());

const bytes = (text: string) => new TextEncoder().encode(text);

/** Writes what is beside: `key` for the type of a key (a string), `key#field` for a field of a hash. */
async function writeBeside(beside: Record<string, string> = {}): Promise<void> {
  for (const [place, value] of Object.entries(beside)) {
    const [key, field] = place.split('#');
    await (field === undefined
      ? redis.server.ask('SET', key!, '1')
      : redis.server.ask('HSET', key!, field, value));
  }
}

test('recognises the streams of frameworks by what is in Redis, and changes nothing', async () => {
  for (const [framework, certainty, { key, fields, groups = [], lastId, beside }] of streamSets) {
    await redis.server.ask('FLUSHALL');
    await redis.server.ask('XADD', key, lastId ?? '*', ...Object.entries(fields).flat());
    for (const group of groups) await redis.server.ask('XGROUP', 'CREATE', key, group, '0');
    await writeBeside(beside);
    const before = changesOf(await redis.server.ask('INFO', 'persistence'));
    const [verdict] = await new Recognition().streams(connection, [bytes(key)]);
    expect(verdict, `${framework} ${key}`).toMatchObject({ framework, certainty });
    expect(changesOf(await redis.server.ask('INFO', 'persistence'))).toBe(before);
  }
});

test('recognises channels by their newest message, and by the keys beside them', async () => {
  const feeds = new Feeds({ maxRows: 10_000, maxBytes: 2 ** 23 });
  for (const [framework, certainty, { name, payload, beside }] of channelSets) {
    await redis.server.ask('FLUSHALL');
    await writeBeside(beside);
    const feed = feeds.create();
    if (payload) feed.append(Date.now(), Buffer.from(name), undefined, payload);
    const [verdict] = await new Recognition().channels(connection, feed, [bytes(name)]);
    expect(verdict, `${framework} ${name}`).toMatchObject({ framework, certainty });
    feeds.remove(feed);
  }
});

test('recognises keys by what is in them and beside them, and changes nothing', async () => {
  for (const [framework, certainty, keys] of keySets) {
    await redis.server.ask('FLUSHALL');
    await writeKeyspace(redis.server, keys);
    const before = changesOf(await redis.server.ask('INFO', 'persistence'));
    const [verdict] = await new Recognition().keys(connection, [bytes(Object.keys(keys)[0]!)]);
    expect(verdict, `${framework} ${Object.keys(keys)[0]}`).toMatchObject({ framework, certainty });
    expect(changesOf(await redis.server.ask('INFO', 'persistence'))).toBe(before);
  }
});

test('is certain of no key of somebody', async () => {
  for (const keys of keyLookAlikes) {
    await redis.server.ask('FLUSHALL');
    await writeKeyspace(redis.server, keys);
    const verdicts = await new Recognition().keys(connection, Object.keys(keys).map(bytes));
    for (const verdict of verdicts)
      expect(verdict?.certainty, JSON.stringify([keys, verdict])).not.toBe('certain');
  }
});

test('says whose a prefix is by some of its keys, and is silent where they are of several', async () => {
  const meta = { hash: { version: 'bullmq:6.7.0' } };
  await writeKeyspace(redis.server, {
    'bull:a:meta': meta,
    'bull:a:wait': { list: ['1'] },
    'bull:b:meta': meta,
    'shop:1': { string: 'x' },
    'shop:2': { string: 'x' },
    'bq:add:jobs': { hash: { 1: '{"data":1,"options":{},"status":"created","progress":0}' } },
  });
  const recognition = new Recognition();
  const ofPrefix = (...keys: string[]) => recognition.prefix(connection, keys.map(bytes));
  expect(await ofPrefix('bull:a:meta', 'bull:a:wait', 'bull:b:meta')).toEqual({
    framework: 'BullMQ',
    certainty: 'certain',
    what: '3 of 3 keys that were looked at',
    evidence: 'bull:a:meta: meta.version is bullmq:6.7.0',
  });
  expect(await ofPrefix('bull:a:meta', 'shop:1')).toMatchObject({ certainty: 'likely' });
  expect(await ofPrefix('bull:a:meta', 'shop:1', 'shop:2')).toBeNull();
  expect(await ofPrefix('bull:a:meta', 'bq:add:jobs')).toBeNull();
  expect(await ofPrefix()).toBeNull();
});

test('does not read values that are large, nor what may not be read', async () => {
  const message = JSON.stringify({
    body: 'x'.repeat(2 ** 20),
    headers: { task: 't', id: 'i' },
    properties: { delivery_tag: 'd' },
    'content-type': 'x',
    'content-encoding': 'y',
  });
  await writeKeyspace(redis.server, {
    large: { list: [message] },
    'bull:q:meta': { hash: { version: 'bullmq:6' } },
  });
  expect(await new Recognition().keys(connection, [bytes('large')])).toEqual([null]);
  await redis.server.ask('ACL', 'SETUSER', 'untyped', 'on', '>pass', '~*', '+@all', '-type');
  const untyped = await openConnection(redis.server, { username: 'untyped' });
  expect(await new Recognition().keys(untyped, [bytes('bull:q:meta'), bytes('gone')])).toEqual([null, null]);
  untyped.close();
});

test('is silent about what may not be read, what is gone, and names that are no text', async () => {
  await redis.server.ask('XADD', 'bull:q:events', '*', 'event', 'added', 'jobId', '1');
  await redis.server.ask('HSET', 'bull:q:meta', 'version', 'bullmq:6.7.0');
  await redis.server.ask('SET', 'text', 'x');
  await redis.server.ask('ACL', 'SETUSER', 'blind', 'on', '>pass', '~*', '+@all', '-hget', '-xrevrange');
  const blind = await openConnection(redis.server, { username: 'blind' });
  const keys = [bytes('bull:q:events'), bytes('gone'), bytes('text'), Uint8Array.of(255)];
  expect(await new Recognition().streams(blind, keys)).toEqual([null, null, null, null]);
  const recognition = new Recognition();
  const [verdict] = await recognition.streams(connection, keys);
  expect(verdict).toMatchObject({ framework: 'BullMQ', certainty: 'certain', what: 'events of the queue q' });
  // It is remembered for a while, whatever becomes of it.
  await redis.server.ask('DEL', 'bull:q:meta', 'bull:q:events');
  expect(await recognition.streams(connection, keys.slice(0, 1))).toEqual([verdict]);
  blind.close();
});

test('does not read entries that are large', async () => {
  await redis.server.ask(
    'XADD',
    'big',
    '*',
    '_watermill_message_uuid',
    'x',
    'metadata',
    'y',
    'payload',
    'z'.repeat(2 ** 20),
  );
  expect(await new Recognition().streams(connection, [bytes('big')])).toEqual([null]);
});

function changesOf(info: unknown): number {
  return Number(/rdb_changes_since_last_save:(\d+)/.exec(String(info))?.[1]);
}
