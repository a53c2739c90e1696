import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import { pendingFilterSchema } from '#shared/contract/pending.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { exportEntries } from '#engine/streams/entry-export.ts';
import { entryBlockOf, readEntries } from '#engine/streams/entries.ts';
import { scanEntries } from '#engine/streams/entry-scan.ts';
import { readJourney } from '#engine/streams/entry-journey.ts';
import { countLag } from '#engine/streams/lag-count.ts';
import { readSortedPending, type SortRequest } from '#engine/streams/pending-sorted.ts';
import { surveyPending } from '#engine/streams/pending-survey.ts';
import { readConsumers } from '#engine/streams/consumers.ts';
import { readStream, readStreamState } from '#engine/streams/stream-info.ts';
import { listStreams } from '#engine/streams/stream-list.ts';
import { readTimeline } from '#engine/streams/timeline.ts';
import { readWholeEntry, readWholeValue } from '#engine/streams/whole-entry.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { blockEntries, bytes, pendingOf, pendingPage, pendingStream, plain } from '../support/streams.ts';

let server: TestServer;
let client: RedisClient;
const { signal } = new AbortController();

beforeAll(async () => {
  server = await startRedisServer();
  client = await RedisClient.open(server.target(), { purpose: 'test' });
});
afterEach(() => server.ask('FLUSHALL'));
afterAll(async () => {
  client.close();
  await server.stop();
});

async function fill(key: string, count: number, idOf = (index: number) => `${index + 1}-0`, padding = '') {
  await server.ask(
    'EVAL',
    'for i = 1, #ARGV - 1 do redis.call("XADD", KEYS[1], ARGV[i], "n", i, "pad", ARGV[#ARGV]) end',
    1,
    key,
    ...Array.from({ length: count }, (_, index) => idOf(index)),
    padding,
  );
}

async function lastOf<T>(frames: AsyncIterable<T>): Promise<T> {
  let last: T | undefined;
  for await (const frame of frames) last = frame;
  return last!;
}

const page = (key: string, start: string, end: string, count: number, reverse = false) =>
  readEntries(client, bytes(key), { start, end, reverse }, count);
const idsOf = (entries: readonly { id: string }[]) => entries.map(entry => entry.id);

describe('the list of streams', () => {
  test('finds the streams among other keys, each once, and counts', async () => {
    for (let index = 0; index < 30; index++) {
      await server.ask('XADD', `orders:${index}`, '*', 'a', '1');
      await server.ask('SET', `text:${index}`, 'x');
    }
    const keys = new Set<string>();
    let found = 0;
    for await (const frame of listStreams(client, { pattern: '' }, signal)) {
      for (const key of frame.keys) keys.add(Buffer.from(key).toString());
      found = frame.found;
      expect(frame.keyspace).toBe(60);
    }
    expect(keys.size).toBe(30);
    expect(found).toBe(30);
    expect((await lastOf(listStreams(client, { pattern: 'orders:1*' }, signal))).found).toBe(11);
  });

  test('leaves out what matches a pattern, and counts it', async () => {
    for (const key of ['rq:job:1', 'rq:job:2', 'orders', 'tmp']) await server.ask('XADD', key, '*', 'a', '1');
    const except = [bytes('rq:*'), bytes('tm?')];
    expect(await lastOf(listStreams(client, { pattern: '', except }, signal))).toMatchObject({
      keys: [Buffer.from('orders')],
      found: 1,
      excluded: 3,
    });
  });

  test('ends when its reader leaves', async () => {
    const leaving = new AbortController();
    leaving.abort(new Error('left'));
    await expect(lastOf(listStreams(client, { pattern: '' }, leaving.signal))).rejects.toThrow('left');
  });
});

describe('the state of a stream', () => {
  test('is read by name, and what the server does not know is unknown', async () => {
    await fill('orders', 3);
    await server.ask('XGROUP', 'CREATE', 'orders', 'billing', '0');
    await server.ask('XREADGROUP', 'GROUP', 'billing', 'alice', 'COUNT', 2, 'STREAMS', 'orders', '>');
    await server.ask('XGROUP', 'CREATE', 'orders', 'somewhere', '1-5');
    await server.ask('XDEL', 'orders', '3-0');
    const { summary } = await readStream(client, bytes('orders'));
    expect(summary).toMatchObject({
      length: 2,
      firstId: '1-0',
      lastId: '2-0',
      lastGeneratedId: '3-0',
      maxDeletedId: '3-0',
    });
    expect(summary.entriesAdded).toBe(3);
    const [billing, somewhere] = summary.groups!;
    expect(billing).toMatchObject({ consumers: 1, pending: 2, lastDeliveredId: '2-0', entriesRead: 2 });
    expect(billing!.oldestPending?.id).toBe('1-0');
    expect(somewhere).toMatchObject({ pending: 0, oldestPending: null });
  });

  test('a lag that the server does not know is null, never 0, and can be counted', async () => {
    await fill('orders', 5);
    await server.ask('XGROUP', 'CREATE', 'orders', 'g', '2-0');
    await server.ask('XDEL', 'orders', '4-0');
    const { summary } = await readStream(client, bytes('orders'));
    const reported = plain(await server.ask('XINFO', 'GROUPS', 'orders')) as unknown[][];
    const said = reported[0]![reported[0]!.indexOf('lag') + 1];
    expect(said).toBeNull();
    expect(summary.groups![0]!.lag).toBeNull();
    expect(await lastOf(countLag(client, bytes('orders'), bytes('g'), 1_000, signal))).toMatchObject({
      counted: 2,
      finished: true,
    });
    expect(await lastOf(countLag(client, bytes('orders'), bytes('g'), 1, signal))).toMatchObject({
      counted: 1,
      finished: false,
    });
  });

  test('a key that is gone, or is no stream, is said so and throws nothing else away', async () => {
    await server.ask('SET', 'text', 'x');
    expect((await readStreamState(client, bytes('nowhere'))).problem).toMatchObject({ code: 'not-found' });
    expect((await readStreamState(client, bytes('text'))).problem).toMatchObject({ code: 'conflict' });
    await expect(page('text', '-', '+', 10)).rejects.toMatchObject({ code: 'conflict' });
    await fill('orders', 1);
    await expect(readConsumers(client, bytes('orders'), bytes('g'))).rejects.toMatchObject({
      detail: { code: 'NOGROUP' },
    });
  });
});

describe('pages of entries', () => {
  test('in both directions are the stream, once each', async () => {
    await fill('orders', 250);
    const forward: string[] = [];
    for (let start = '-'; ;) {
      const { entries, complete } = await page('orders', start, '+', 40);
      forward.push(...idsOf(entries));
      if (complete) break;
      start = `(${entries.at(-1)!.id}`;
    }
    expect(forward).toHaveLength(250);
    const { entries } = await page('orders', '-', '+', 250, true);
    expect(idsOf(entries).reverse()).toEqual(forward);
  });

  test('take bounds as typed: exclusive, a millisecond alone, a time', async () => {
    await fill('orders', 10, index => `${1_000 + Math.floor(index / 2)}-${index % 2}`);
    expect(idsOf((await page('orders', '(1001-0', '1002', 10)).entries)).toEqual([
      '1001-1',
      '1002-0',
      '1002-1',
    ]);
    expect(idsOf((await page('orders', '1003', '+', 1)).entries)).toEqual(['1003-0']);
  });

  test('fields keep their order, repeated names and bytes', async () => {
    const raw = Buffer.from([0, 255, 10]);
    await server.ask('XADD', 'orders', '1-1', 'a', '1', 'b', raw, 'a', '2');
    const { entries } = await page('orders', '-', '+', 10);
    expect(entries[0]!.fields.map(String)).toEqual(['a', '1', 'b', String(raw), 'a', '2']);
    expect(entries[0]!.fields[3]).toEqual(raw);
    expect(blockEntries(entryBlockOf(entries))[0]!.fields[2]).toEqual(['a', '2']);
  });

  test('opening a stream or filtering it never asks for more than a bounded page', async () => {
    await fill('orders', 5_000);
    await server.ask('CONFIG', 'RESETSTAT');
    await server.ask('SLOWLOG', 'RESET');
    await server.ask('CONFIG', 'SET', 'slowlog-log-slower-than', 0);
    await page('orders', '-', '+', 100, true);
    await lastOf(
      scanEntries(
        client,
        bytes('orders'),
        { start: '-', end: '+' },
        { language: 'text', text: '4999' },
        { wanted: 10 },
        signal,
      ),
    );
    await server.ask('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000);
    const log = (plain(await server.ask('SLOWLOG', 'GET', 128)) as unknown[][]).map(
      item => item[3] as string[],
    );
    const reads = log.filter(([name]) => /^X(REV)?RANGE$/i.test(name!));
    expect(reads.length).toBeGreaterThan(2);
    for (const read of reads) {
      expect(read[4]?.toUpperCase()).toBe('COUNT');
      expect(Number(read[5])).toBeLessThanOrEqual(1_000);
    }
  });

  test('of large entries are shorter, and go on', async () => {
    const large = 'x'.repeat(1_000_000);
    await fill('large', 60, index => `${index + 1}-0`, large);
    const first = await page('large', '-', '+', 60);
    expect(first.complete).toBe(false);
    expect(first.entries.length).toBeLessThan(30);
    const second = await page('large', `(${first.entries.at(-1)!.id}`, '+', 60);
    expect(second.entries[0]!.id).toBe(`${first.entries.length + 1}-0`);
    expect(entryBlockOf(first.entries).data.length).toBeLessThan(20_000);
  });

  test('an entry of 50,000 fields or 10 MB is looked at in parts', async () => {
    const fields = Array.from({ length: 50_000 }, (_, index) => [`f${index}`, 'v']).flat();
    await client.send(['XADD', 'wide', '1-1', ...fields]);
    await server.ask('XADD', 'wide', '2-1', 'blob', Buffer.alloc(10_000_000, 'x'));
    const wide = await readWholeEntry(client, bytes('wide'), '1-1', {
      fieldsFrom: 49_990,
      maxFields: 100,
      maxValueBytes: 100,
    });
    expect(wide.fieldCount).toBe(50_000);
    expect(wide.fields.map(field => Buffer.from(field.name).toString()).at(-1)).toBe('f49999');
    const blob = await readWholeEntry(client, bytes('wide'), '2-1', {
      fieldsFrom: 0,
      maxFields: 10,
      maxValueBytes: 100,
    });
    expect(blob.fields[0]).toMatchObject({ valueSize: 10_000_000 });
    expect(blob.fields[0]!.value).toHaveLength(100);
    await expect(
      readWholeEntry(client, bytes('wide'), '3-1', { fieldsFrom: 0, maxFields: 10, maxValueBytes: 100 }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('gives one value whole, to be decoded; what is not there, or too large, is refused', async () => {
    await server.ask('XADD', 'packed', '1-1', 'plain', 'x', 'blob', Buffer.alloc(3_000_000, 7));
    expect(await readWholeValue(client, bytes('packed'), '1-1', 1)).toEqual(Buffer.alloc(3_000_000, 7));
    await expect(readWholeValue(client, bytes('packed'), '1-1', 2)).rejects.toMatchObject({
      code: 'not-found',
      message: 'The entry 1-1 has no field 3.',
    });
    await server.ask('XADD', 'packed', '2-1', 'huge', Buffer.alloc(64 * 2 ** 20 + 1));
    await expect(readWholeValue(client, bytes('packed'), '2-1', 0)).rejects.toMatchObject({
      code: 'too-large',
    });
  });
});

describe('looking for entries', () => {
  test('reports scanned and matched, stops at what is wanted and goes on from there', async () => {
    await fill('orders', 3_000);
    const range = { start: '-', end: '+' };
    const filter = { language: 'cel', text: 'int(event.n) % 100 == 0' } as const;
    const first = await lastOf(scanEntries(client, bytes('orders'), range, filter, { wanted: 5 }, signal));
    expect(first).toMatchObject({ scanned: 500, matched: 5, at: '500-0', finished: false });
    const rest = await lastOf(
      scanEntries(client, bytes('orders'), { start: '(500-0', end: '+' }, filter, { wanted: 100 }, signal),
    );
    expect(rest).toMatchObject({ scanned: 2_500, matched: 25, finished: true });
  });

  test('looks inside of what is wrapped, and shows it', async () => {
    const body = Buffer.from('{"task":"mail"}').toString('base64');
    await server.ask('XADD', 'jobs', '1-0', 'body', body);
    await server.ask('XADD', 'jobs', '2-0', 'body', Buffer.from('mail').toString('base64'));
    const filter = { language: 'text', text: 'mail' } as const;
    const found = async (decode: { field: Uint8Array; as: 'base64' }[]) => {
      const whole = { start: '-', end: '+' };
      const values: (string | undefined)[] = [];
      const scan = scanEntries(client, bytes('jobs'), whole, filter, { wanted: 9, decode }, signal);
      // Each report has what was found since the one before: a slow machine has more of them.
      for await (const { entries } of scan)
        values.push(...blockEntries(entries).map(({ fields }) => fields[0]![1]));
      return values;
    };
    expect(await found([])).toEqual(['{"task":"mail"}']);
    expect(await found([{ field: bytes('body'), as: 'base64' }])).toEqual(['{"task":"mail"}', 'mail']);
    expect(blockEntries(entryBlockOf((await page('jobs', '-', '+', 9)).entries))[0]!.fields).toEqual([
      ['body', '{"task":"mail"}'],
    ]);
  });

  test('stops when its reader leaves', async () => {
    await fill('orders', 3_000);
    const leaving = new AbortController();
    const scan = scanEntries(
      client,
      bytes('orders'),
      { start: '-', end: '+' },
      { language: 'text', text: 'nothing has this' },
      { wanted: 5 },
      leaving.signal,
    );
    leaving.abort(new Error('left'));
    await expect(lastOf(scan)).rejects.toThrow('left');
  });
});

describe('entries as a file', () => {
  const exported = async (format: 'jsonl' | 'csv', text = '') => {
    const request = {
      key: bytes('s'),
      start: '-',
      end: '+',
      filter: { language: 'cel' as const, text },
      decode: [],
      format,
    };
    const pieces = [];
    for await (const piece of exportEntries(client, request, new AbortController().signal))
      pieces.push(piece);
    return { file: Buffer.concat(pieces.map(({ data }) => data)).toString(), last: pieces.at(-1)! };
  };

  test('as CSV has a column for each field of the entries that match', async () => {
    await server.ask('XADD', 's', '1-0', 'city', 'Oslo', 'n', '1');
    await server.ask('XADD', 's', '1700000000000-0', 'note', '=1+1', 'n', '2');
    await server.ask('XADD', 's', '1700000000001-0', 'unwanted', 'x', 'n', '0');
    const { file, last } = await exported('csv', 'int(event.n) > 0');
    expect(file.split('\r\n')).toEqual([
      'id,time,city,n,note',
      '1-0,,Oslo,1,',
      "1700000000000-0,2023-11-14T22:13:20.000Z,,2,'=1+1",
      '',
    ]);
    expect(last).toMatchObject({ phase: 'entries', scanned: 3, matched: 2 });
    expect((await exported('jsonl')).file.split('\n')[1]).toBe(
      '{"id":"1700000000000-0","fields":[["note","=1+1"],["n","2"]]}',
    );
  });

  test('of an empty stream has the line of names alone', async () => {
    await server.ask('XGROUP', 'CREATE', 's', 'g', '$', 'MKSTREAM');
    expect((await exported('csv')).file).toBe('id,time\r\n');
  });
});

test('the timeline of a short stream is counted, of a long one estimated', async () => {
  await fill('short', 100, index => `${1_700_000_000_000 + index * 10}-0`);
  const short = (await readTimeline(client, bytes('short'), 10, signal))!;
  expect(short.exact).toBe(true);
  expect([...short.counts].reduce((sum, count) => sum + count)).toBe(100);
  await fill('long', 6_000, index => `${1_700_000_000_000 + index * 10 + (index >= 3_000 ? 60_000 : 0)}-0`);
  const long = (await readTimeline(client, bytes('long'), 12, signal))!;
  expect(long.exact).toBe(false);
  expect([...long.counts].reduce((sum, count) => sum + count)).toBeGreaterThan(5_000);
  expect(long.counts[5]).toBe(0);
});

describe('pending entries', () => {
  test('page forward and backward with owner, idle time, deliveries and payload', async () => {
    await pendingStream(server, 's', 25);
    await server.ask('XCLAIM', 's', 'g', 'bob', 0, '3-0', '4-0');
    const first = await pendingPage(client, 's', { count: 10 });
    expect(first.rows.map(row => row.id)).toEqual(Array.from({ length: 10 }, (_, index) => `${index + 1}-0`));
    expect(Buffer.from(first.names[first.rows[2]!.consumer]!).toString()).toBe('bob');
    expect(first.rows[2]!.deliveries).toBe('2');
    expect(blockEntries(first.entries)[9]!.fields).toEqual([['n', '10']]);
    const second = await pendingPage(client, 's', { count: 10, after: first.resume! });
    expect(second.rows[0]!.id).toBe('11-0');
    const back = await pendingPage(client, 's', { count: 10, before: second.rows[0]!.id });
    expect(back.rows).toMatchObject(first.rows.map(({ id }) => ({ id })));
    const end = await pendingPage(client, 's', { count: 10, after: second.resume! });
    expect(end.rows).toHaveLength(5);
    expect(end.resume).toBeNull();
  });

  test('the page after 1-0 has 1-1', async () => {
    for (const id of ['1-0', '1-1', '2-0']) await server.ask('XADD', 's', id, 'a', '1');
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'STREAMS', 's', '>');
    const first = await pendingPage(client, 's', { count: 1 });
    const second = await pendingPage(client, 's', { count: 1, after: first.resume! });
    expect(second.rows[0]!.id).toBe('1-1');
  });

  test('the time of last delivery is the server clock less the idle time, not the entry time and it', async () => {
    await pendingStream(server, 's', 1);
    await server.ask('XCLAIM', 's', 'g', 'alice', 0, '1-0', 'IDLE', 60_000);
    const { serverTime, rows } = await pendingPage(client, 's');
    expect(Math.abs(serverTime - rows[0]!.idleMs - (Date.now() - 60_000))).toBeLessThan(5_000);
  });

  test('reading changes no delivery count, no owner, no idle time and no consumer', async () => {
    await pendingStream(server, 's', 5);
    await server.ask('XCLAIM', 's', 'g', 'alice', 0, '1-0', 'IDLE', 500_000, 'JUSTID');
    const before = await pendingOf(server, 's');
    await pendingPage(client, 's');
    await pendingPage(client, 's', { before: '4-0' });
    await lastOf(surveyPending(client, bytes('s'), bytes('g'), signal));
    await readStream(client, bytes('s'));
    await readJourney(client, bytes('s'), '1-0');
    expect(await pendingOf(server, 's')).toEqual(before);
    expect((await pendingPage(client, 's')).rows[0]!.idleMs).toBeGreaterThanOrEqual(500_000);
    expect((await readConsumers(client, bytes('s'), bytes('g'))).consumers).toHaveLength(1);
  });

  test('ghosts are shown, and found by filter', async () => {
    await pendingStream(server, 's', 5);
    await server.ask('XDEL', 's', '2-0');
    await server.ask('XTRIM', 's', 'MAXLEN', '=', 2);
    const { rows, entries } = await pendingPage(client, 's');
    expect(rows.map(row => row.ghost)).toEqual([true, true, true, false, false]);
    expect([...entries.sizes]).toEqual([0, 0, 0, 2, 2]);
    expect((await pendingPage(client, 's', { filter: { ghosts: 'only' } })).rows).toHaveLength(3);
    expect((await pendingPage(client, 's', { filter: { ghosts: 'without' } })).rows).toHaveLength(2);
  });

  test('filters by consumer, idle time, deliveries and payload look at a bounded number', async () => {
    await pendingStream(server, 's', 50);
    await server.ask(
      'XCLAIM',
      's',
      'g',
      'bob',
      0,
      ...Array.from({ length: 10 }, (_, index) => `${index + 31}-0`),
    );
    await server.ask('XCLAIM', 's', 'g', 'bob', 0, '35-0', 'IDLE', 90_000, 'RETRYCOUNT', 812);
    const ids = async (filter: NonNullable<Parameters<typeof pendingPage>[2]>['filter']) =>
      (await pendingPage(client, 's', { filter })).rows.map(row => row.id);
    expect(await ids({ consumer: bytes('bob') })).toHaveLength(10);
    expect(await ids({ minIdleMs: 60_000 })).toEqual(['35-0']);
    expect(await ids({ maxIdleMs: 60_000 })).toHaveLength(49);
    expect(await ids({ minDeliveries: '800' })).toEqual(['35-0']);
    expect(await ids({ maxDeliveries: '1' })).toHaveLength(40);
    expect(await ids({ payload: { language: 'cel', text: 'int(event.n) > 48' } })).toEqual(['49-0', '50-0']);
    expect(
      await ids({ payload: { language: 'cel', text: 'meta.deliveries > 800 && meta.consumer == "bob"' } }),
    ).toEqual(['35-0']);
    const bounded = await pendingPage(client, 's', {
      filter: { payload: { language: 'text', text: 'nobody' } },
      maxScanned: 20,
    });
    expect(bounded.rows).toEqual([]);
    expect(bounded.scanned).toBe(50);
  });

  test('what a field is read as holds in filters and rows', async () => {
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    for (const task of ['mail', 'bill'])
      await server.ask('XADD', 's', '*', 'body', Buffer.from(task).toString('base64'));
    await server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'STREAMS', 's', '>');
    const search = async (decode: FieldDecoding[]) => {
      const filter = { payload: { language: 'text', text: 'bill' }, decode } as const;
      return blockEntries((await pendingPage(client, 's', { filter })).entries).flatMap(
        ({ fields }) => fields,
      );
    };
    expect(await search([])).toEqual([]);
    expect(await search([{ field: bytes('body'), as: 'base64' }])).toEqual([['body', 'bill']]);
  });

  test('a filter that matches little goes on where it stopped', async () => {
    await pendingStream(server, 's', 30);
    const filter = { payload: { language: 'cel', text: 'int(event.n) % 10 == 0' } } as const;
    const first = await pendingPage(client, 's', { filter, count: 1 });
    expect(first.rows[0]!.id).toBe('10-0');
    const second = await pendingPage(client, 's', { filter, count: 5, after: first.resume! });
    expect(second.rows.map(row => row.id)).toEqual(['20-0', '30-0']);
    expect(second.resume).toBeNull();
    const back = await pendingPage(client, 's', { filter, count: 1, before: '30-0' });
    expect(back.rows[0]!.id).toBe('20-0');
  });

  test('the survey counts all of them', async () => {
    await pendingStream(server, 's', 40);
    await server.ask(
      'XCLAIM',
      's',
      'g',
      'bob',
      0,
      '7-0',
      'IDLE',
      7_000_000,
      'RETRYCOUNT',
      '9223372036854775807',
    );
    const survey = await lastOf(surveyPending(client, bytes('s'), bytes('g'), signal));
    expect(survey).toMatchObject({ scanned: 40, total: 40, finished: true, ownerless: 0 });
    expect(survey.mostDeliveries).toBe('9223372036854775807');
    expect(survey.longestIdleMs).toBeGreaterThanOrEqual(7_000_000);
    expect([...survey.idle.counts].reduce((sum, count) => sum + count)).toBe(40);
    expect(survey.deliveries.counts.at(-1)).toBe(1);
    expect(survey.consumers).toHaveLength(2);
  });

  test('the journey of an entry says where each group stands with it', async () => {
    await pendingStream(server, 's', 3);
    await server.ask('XACK', 's', 'g', '2-0');
    await server.ask('XGROUP', 'CREATE', 's', 'later', '2-0');
    const states = async (id: string) =>
      Object.fromEntries(
        (await readJourney(client, bytes('s'), id)).steps!.map(step => [
          Buffer.from(step.group).toString(),
          step.state,
        ]),
      );
    expect(await states('1-0')).toEqual({ g: 'pending', later: 'done' });
    expect(await states('2-0')).toEqual({ g: 'done', later: 'done' });
    expect(await states('3-0')).toEqual({ g: 'pending', later: 'waiting' });
  });

  test('a group that vanished is said so', async () => {
    await pendingStream(server, 's', 1);
    await server.ask('XGROUP', 'DESTROY', 's', 'g');
    await expect(pendingPage(client, 's')).rejects.toMatchObject({ detail: { code: 'NOGROUP' } });
    await server.ask('DEL', 's');
    await expect(pendingPage(client, 's')).rejects.toThrow();
  });
});

describe('pending entries by a figure', () => {
  const sorted = (request: Partial<SortRequest>) =>
    readSortedPending(
      client,
      {
        key: bytes('s'),
        group: bytes('g'),
        filter: pendingFilterSchema.parse({}),
        by: 'idle',
        direction: 'descending',
        count: 100,
        maxScanned: 100_000,
        ...request,
      },
      new AbortController().signal,
    );
  const idsOf = ({ rows }: { rows: { id: string }[] }) => rows.map(row => row.id);

  test('the longest idle and the most delivered are first, whatever their ids', async () => {
    await pendingStream(server, 's', 5);
    const claim = (id: string, idle: number, deliveries: number | string) =>
      server.ask('XCLAIM', 's', 'g', 'bob', 0, id, 'IDLE', idle, 'RETRYCOUNT', deliveries, 'JUSTID');
    await claim('1-0', 2_000, 1);
    await claim('3-0', 1_000, 1);
    await claim('2-0', 50_000, 9);
    await claim('4-0', 900_000, 10);
    await claim('5-0', 70_000, '9007199254740993');
    const idle = await sorted({});
    expect(idsOf(idle)).toEqual(['4-0', '5-0', '2-0', '1-0', '3-0']);
    expect(idle.rows[0]!.idleMs).toBeGreaterThanOrEqual(900_000);
    expect(idle).toMatchObject({ scanned: 5, matched: 5, total: 5 });
    expect(blockEntries(idle.entries)[0]).toMatchObject({ id: '4-0', fields: [['n', '4']] });
    expect(idsOf(await sorted({ direction: 'ascending', count: 2 }))).toEqual(['3-0', '1-0']);
    expect(idsOf(await sorted({ by: 'deliveries' }))).toEqual(['5-0', '4-0', '2-0', '1-0', '3-0']);
    const few = pendingFilterSchema.parse({ maxDeliveries: '9' });
    expect(idsOf(await sorted({ by: 'deliveries', filter: few }))).toEqual(['2-0', '1-0', '3-0']);
  });

  test('no more are looked at than asked for, and how many those were is said', async () => {
    await server.ask('EVAL', 'for i = 1, 3500 do redis.call("XADD", KEYS[1], i .. "-0", "n", i) end', 1, 's');
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'COUNT', 3_500, 'STREAMS', 's', '>');
    await server.ask('XCLAIM', 's', 'g', 'alice', 0, '3400-0', 'RETRYCOUNT', 50, 'JUSTID');
    const bounded = await sorted({ by: 'deliveries', maxScanned: 2_000, count: 3 });
    expect(bounded).toMatchObject({ scanned: 2_000, matched: 2_000, total: 3_500 });
    expect(idsOf(bounded)).toEqual(['1-0', '2-0', '3-0']);
    expect(idsOf(await sorted({ by: 'deliveries', count: 1 }))).toEqual(['3400-0']);
  });
});

test('a user who may not ask for TIME sees streams, groups and pending entries all the same', async () => {
  await pendingStream(server, 'timeless', 3);
  await server.ask('ACL', 'SETUSER', 'timeless', 'on', '>pass', '~*', '&*', '+@all', '-time');
  const limited = await RedisClient.open(server.target({ username: 'timeless' }), {
    purpose: 'test',
    password: 'pass',
  });
  try {
    await expect(limited.call('TIME')).rejects.toMatchObject({ code: 'denied' });
    const { summary, serverTime } = await readStream(limited, bytes('timeless'));
    expect(summary.groups).toMatchObject([{ pending: 3 }]);
    expect(Math.abs(serverTime - Date.now())).toBeLessThan(5_000);
    const page = await pendingPage(limited, 'timeless');
    expect(page.rows).toHaveLength(3);
    const { steps } = await readJourney(limited, bytes('timeless'), '1-0');
    expect(steps).toMatchObject([{ state: 'pending' }]);
  } finally {
    limited.close();
  }
});
