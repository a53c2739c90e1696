import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Condition } from '#shared/contract/condition.ts';
import { noCondition } from '#shared/contract/every-condition.ts';
import { decodeEntry } from '#shared/redis/entry-bytes.ts';
import { EntryCondition } from '#engine/conditions/entry-condition.ts';
import type { Connection } from '#engine/connections/connection.ts';
import { Feeds } from '#engine/feeds/feeds.ts';
import { StreamTail } from '#engine/streams/tail.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { bytes } from '../support/streams.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let connection: Connection;
let feeds: Feeds;
let tail: StreamTail | undefined;

beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  connection = await openConnection(server);
  feeds = new Feeds({ maxRows: 1_000_000, maxBytes: 64 * 2 ** 20 });
});
afterEach(async () => {
  tail?.close();
  connection.close();
  await server.ask('FLUSHALL');
});

async function start(keys: string[], filter: Condition = noCondition): Promise<StreamTail> {
  tail = new StreamTail(connection, feeds.create(), keys.map(bytes), await EntryCondition.open(filter));
  await until(
    () => tail!.state(),
    state => state.connected,
  );
  return tail;
}

const received = (count: number) =>
  until(
    () => tail!.state().streams.reduce((sum, stream) => sum + stream.received, 0),
    sum => sum >= count,
  );

function rows(): [string, string][] {
  const feed = feeds.get(tail!.state().feedId);
  const { firstSeq, nextSeq } = feed.counters();
  return Array.from({ length: nextSeq - firstSeq }, (_, index): [string, string] => {
    const { channel, payload } = feed.record(firstSeq + index);
    return [Buffer.from(channel).toString(), decodeEntry(payload).id];
  });
}

test('a tail begins at the newest entry and misses nothing between its reads', async () => {
  await server.ask('XADD', 's', '1-0', 'a', 'old');
  await start(['s']);
  const last = 3_000;
  for (let from = 2; from <= last; from += 100) {
    await server.ask(
      'EVAL',
      `for i = ${from}, ${Math.min(last, from + 99)} do redis.call('XADD', 's', i .. '-0', 'n', i) end`,
      0,
    );
  }
  await received(last - 1);
  expect(rows().map(([, id]) => id)).toEqual(
    Array.from({ length: last - 1 }, (_, index) => `${index + 2}-0`),
  );
});

test('many streams are one feed, by arrival, with their names and fields as they were', async () => {
  await start(['a', 'b']);
  await server.ask('XADD', 'a', '1-0', 'f', '1', 'f', '2');
  await received(1);
  await server.ask('XADD', 'b', '1-0', 'f', '3');
  await received(2);
  await server.ask('XADD', 'a', '2-0', 'f', '4');
  await received(3);
  expect(rows()).toEqual([
    ['a', '1-0'],
    ['b', '1-0'],
    ['a', '2-0'],
  ]);
  const { payload } = feeds.get(tail!.state().feedId).record(0);
  expect(
    decodeEntry(payload).fields.map(({ name, value }) => [
      String(Buffer.from(name)),
      String(Buffer.from(value)),
    ]),
  ).toEqual([
    ['f', '1'],
    ['f', '2'],
  ]);
});

test('what was added while the connection was lost arrives after it', async () => {
  await server.ask('XADD', 's', '1-0', 'a', '1');
  await start(['s']);
  await server.ask('XADD', 's', '2-0', 'a', '1');
  await received(1);
  await server.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await server.ask('XADD', 's', '3-0', 'a', '1');
  await server.ask('XADD', 's', '4-0', 'a', '1');
  await received(3);
  expect(rows().map(([, id]) => id)).toEqual(['2-0', '3-0', '4-0']);
});

test('a filter counts what it leaves out', async () => {
  await start(['s'], { language: 'cel', text: 'int(event.n) > 8' });
  for (let index = 1; index <= 10; index++) await server.ask('XADD', 's', '*', 'n', index);
  await received(10);
  expect(rows()).toHaveLength(2);
  expect(tail!.state().filteredOut).toBe(8);
});

test('fields are read as was chosen, in rows and by the filter, from the choice on', async () => {
  await start(['a', 'b'], { language: 'text', text: 'bill' });
  const body = Buffer.from('bill').toString('base64');
  await server.ask('XADD', 'a', '1-0', 'body', body);
  await received(1);
  tail!.decode([{ key: bytes('a'), fields: [{ field: bytes('body'), as: 'base64' }] }]);
  await server.ask('XADD', 'a', '2-0', 'body', body);
  await server.ask('XADD', 'b', '2-0', 'body', body);
  await received(3);
  expect(rows()).toEqual([['a', '2-0']]);
  const { payload } = feeds.get(tail!.state().feedId).record(0);
  expect(decodeEntry(payload).fields.map(({ value }) => String(Buffer.from(value)))).toEqual(['bill']);
});

test('what was trimmed before it could be read is counted as missed', async () => {
  await server.ask('XADD', 's', '1-0', 'a', '1');
  await start(['s']);
  // In one step of the server, so that no read can come in between.
  await server.ask(
    'EVAL',
    `for i = 2, 100 do redis.call('XADD', 's', i .. '-0', 'n', i) end redis.call('XTRIM', 's', 'MAXLEN', '=', 10)`,
    0,
  );
  await received(10);
  const { streams } = await until(
    () => tail!.state(),
    state => (state.streams[0]!.missed ?? 1) > 0,
  );
  expect(streams[0]!.missed).toBe(89);
});

test('a stream that becomes something else is said so, and the others go on', async () => {
  await server.ask('XADD', 'a', '1-0', 'f', '1');
  await start(['a', 'b']);
  await server.ask('DEL', 'a');
  await server.ask('SET', 'a', 'text');
  await server.ask('XADD', 'b', '1-0', 'f', '1');
  await received(1);
  const problem = async () =>
    until(
      () => tail!.state().streams[0]!.problem,
      problem => problem !== null,
    );
  expect(await problem()).toMatch(/another type/);
  await server.ask('XADD', 'b', '2-0', 'f', '1');
  await received(2);
  expect(rows()).toEqual([
    ['b', '1-0'],
    ['b', '2-0'],
  ]);
});

test('a stream that is deleted and made again, with smaller ids, is followed from its beginning', async () => {
  await server.ask('XADD', 's', '100-0', 'f', '1');
  await start(['s']);
  await server.ask('XADD', 's', '101-0', 'f', '1');
  await received(1);
  await server.ask('DEL', 's');
  await server.ask('XADD', 's', '1-0', 'f', '1');
  await received(2);
  expect(rows().map(([, id]) => id)).toEqual(['101-0', '1-0']);
});
