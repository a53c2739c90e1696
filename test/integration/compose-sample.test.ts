import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SampleState } from '#shared/contract/compose.ts';
import type { Composer } from '#engine/pipelines/compose/composer.ts';
import type { DocumentStore } from '#engine/pipelines/file/document-store.ts';
import { composed, openTestComposer, stateWith } from '../support/composer.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** Events of each kind of source as the composer shows them, and that looking at them changes nothing. */
let server: TestServer;
let folder: string;
let composer: Composer;
let documents: DocumentStore;
beforeAll(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-sample-'));
  ({ composer, documents } = await openTestComposer(folder, server.target()));
});
afterEach(() => server.ask('FLUSHALL'));
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const sample = (source: Record<string, unknown>, holds: (state: SampleState) => boolean, by = composer) =>
  stateWith(signal => by.sample(composed({ source }), signal), holds);
const payloads = ({ events }: SampleState) =>
  events.map(({ payload }) => String(payload && Buffer.from(payload)));
const has =
  (count: number) =>
  ({ events }: SampleState) =>
    events.length === count;
const failed = ({ state }: SampleState) => state === 'failed';

test('a channel: what is published from now on; before that, what it waits for', async () => {
  const source = { type: 'channel', channels: ['orders'], patterns: ['orders.*'] };
  const before = await sample(source, ({ state }) => state === 'waiting');
  expect(before).toMatchObject({ text: 'Nothing has been published on orders, orders.* yet.', events: [] });
  const reading = sample(source, has(2));
  await until(
    () => server.ask('PUBSUB', 'NUMPAT'),
    patterns => patterns === '1',
  );
  for (const payload of ['n1', 'n2']) await server.ask('PUBLISH', 'orders.de', payload);
  const state = await reading;
  expect(state).toMatchObject({ state: 'live', text: 'Listens on orders, orders.*.' });
  expect(state.events[0]).toMatchObject({
    pattern: 'orders.*',
    channel: new TextEncoder().encode('orders.de'),
    value: null,
  });
  expect(payloads(state)).toEqual(['n1', 'n2']);
});

test('a source that falls silent is told as one: its rate goes to nothing, and the silence is no part of the next', async () => {
  const source = { type: 'channel', channels: ['orders'] };
  const rates: (number | null)[] = [];
  const hasMoved = () => rates.some(rate => (rate ?? 0) > 0);
  let burst = 0;
  const reading = sample(source, ({ perSecond }) => {
    rates.push(perSecond);
    return burst > 0 && (perSecond ?? 0) >= burst / 4;
  });
  const publish = (payload: string) =>
    until(
      () => server.ask('PUBLISH', 'orders', payload),
      heardBy => heardBy === '1',
    );
  for (let n = 0; !hasMoved(); n++) {
    await publish(`n${n}`);
    await wait(50);
  }
  await until(() => rates.at(-1) === 0, Boolean);
  // Longer than a rate is taken over.
  await wait(4_000);
  burst = 20;
  for (let n = 0; n < burst; n++) await publish(`m${n}`);
  expect((await reading).perSecond).toBeGreaterThanOrEqual(burst / 4);
});

test('a lost connection is said, with the events of before, and it goes on by itself', async () => {
  const source = { type: 'channel', channels: ['orders'] };
  let hasBeenLost = false;
  const reading = sample(source, ({ state, text, events }) => {
    hasBeenLost ||= state === 'waiting' && /connection|subscription/.test(text) && events.length === 1;
    return hasBeenLost && state === 'live' && events.length === 2;
  });
  const publish = (payload: string) =>
    until(
      () => server.ask('PUBLISH', 'orders', payload),
      heardBy => heardBy === '1',
    );
  await publish('n1');
  await server.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await until(
    () => hasBeenLost,
    isLost => isLost,
  );
  await publish('n2');
  expect(payloads(await reading)).toEqual(['n1', 'n2']);
});

test('a stream whose entries are all too large is not said to be empty', async () => {
  await server.ask('XADD', 'orders', '*', 'body', 'x'.repeat(70_000));
  const state = await sample({ type: 'stream', keys: ['orders'] }, ({ leftOut }) => leftOut === 1);
  expect(state).toMatchObject({ events: [], text: 'All events so far are too large to be shown here.' });
});

test('what a stream holds already is no rate', async () => {
  for (let n = 1; n <= 30; n++) {
    await server.ask('XADD', 'orders', '*', 'n', n);
    await server.ask('XADD', 'returns', '*', 'n', n);
  }
  const rates: (number | null)[] = [];
  await sample({ type: 'stream', keys: ['orders', 'returns'] }, ({ perSecond }) => {
    rates.push(perSecond);
    return perSecond === 0;
  });
  expect(rates.filter(rate => rate !== null && rate !== 0)).toEqual([]);
});

test('a stream: its newest 20 entries and those that follow, with their times; of a group nothing is made', async () => {
  for (let n = 1; n <= 30; n++) await server.ask('XADD', 'orders', `${Date.now() - 40_000}-${n}`, 'n', n);
  const source = { type: 'stream', keys: ['orders'], group: 'workers', consumer: 'a' };
  const state = await sample(source, has(20));
  expect(state.text).toMatch(/without the group workers/);
  expect(state.events.map(({ value }) => value)).toEqual(
    Array.from({ length: 20 }, (_, index) => `{"n":"${index + 11}"}`),
  );
  expect(state.events[0]!.receivedAt).toBeLessThan(Date.now() - 30_000);
  expect(await server.ask('XINFO', 'GROUPS', 'orders')).toEqual([]);
  expect(await server.ask('DBSIZE')).toBe('1');
});

test('a list: the elements that would be taken next; none is', async () => {
  for (let n = 1; n <= 30; n++) await server.ask('RPUSH', 'jobs', `n${n}`);
  const numbers = (from: number, to: number) =>
    Array.from({ length: 20 }, (_, index) => `n${from + (index * (to - from)) / 19}`);
  expect(payloads(await sample({ type: 'list', key: 'jobs' }, has(20)))).toEqual(numbers(1, 20));
  expect(payloads(await sample({ type: 'list', key: 'jobs', from: 'right' }, has(20)))).toEqual(
    numbers(30, 11),
  );
  expect(await server.ask('LLEN', 'jobs')).toBe('30');
  expect(await server.ask('DBSIZE')).toBe('1');
});

test('keyspace events: where the server sends none, what is missing, and nothing is set', async () => {
  const source = { type: 'keyspace', patterns: ['order:*'] };
  const silent = await sample(source, ({ text }) => text.includes('notify-keyspace-events'));
  expect(silent.state).toBe('waiting');
  expect(await server.ask('CONFIG', 'GET', 'notify-keyspace-events')).toEqual([
    Buffer.from('notify-keyspace-events'),
    Buffer.from(''),
  ]);
  await server.ask('CONFIG', 'SET', 'notify-keyspace-events', 'KA');
  try {
    const reading = sample(source, has(1));
    await until(
      () => server.ask('PUBSUB', 'NUMPAT'),
      patterns => patterns === '1',
    );
    await server.ask('SET', 'order:1', 'x');
    const state = await reading;
    expect(state.events[0]).toMatchObject({ key: 'order:1', value: '{"key":"order:1","event":"set"}' });
  } finally {
    await server.ask('CONFIG', 'SET', 'notify-keyspace-events', '');
  }
});

test('a file: its first 20 lines, at once, as far apart as they would be read', async () => {
  const path = join(folder, 'clicks.jsonl');
  await writeFile(path, Array.from({ length: 100 }, (_, n) => `{"n":${n}}\n`).join(''));
  const state = await sample({ type: 'jsonl', path, rate: 2, loop: true }, ({ state }) => state === 'ended');
  expect(payloads(state)).toEqual(Array.from({ length: 20 }, (_, n) => `{"n":${n}}`));
  expect(state.events[19]!.receivedAt - state.events[0]!.receivedAt).toBe(9_500);
});

test('a generator: 20 events at once, as far apart as they would be made, and no more than it makes', async () => {
  const fields = { n: '{{seq}}', name: 'x{{seq}}' };
  const state = await sample({ type: 'generator', fields, rate: 10 }, ({ state }) => state === 'ended');
  expect(state.events.map(({ value }) => value)).toEqual(
    Array.from({ length: 20 }, (_, n) => `{"n":${n},"name":"x${n}"}`),
  );
  expect(state.events[19]!.receivedAt - state.events[18]!.receivedAt).toBe(100);
  expect(await sample({ type: 'generator', fields, count: 3 }, ({ state }) => state === 'ended')).toSatisfy(
    has(3),
  );
});

test('a generator whose template never ends is ended by its limit', async () => {
  const loop = `{{[1,2,3,4,5,6,7,8,9].map(a, ${'[1,2,3,4,5,6,7,8,9].map(b, '.repeat(7)}1${')'.repeat(7)})}}`;
  const state = await sample({ type: 'generator', fields: { loop } }, failed);
  expect(state.text).toMatch(/over 1 s/);
});

describe('server-sent events', () => {
  let requests = 0;
  const http = createServer((request, response) => {
    requests++;
    if (request.url === '/page') return void response.end('<html>');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let n = 1; n <= 3; n++) response.write(`id: ${n}\nevent: edit\ndata: {"n":${n}}\n\n`);
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    http.closeAllConnections();
    http.close();
  });

  test('come over one connection, which ends with the sample', async () => {
    requests = 0;
    const state = await sample({ type: 'sse', url }, has(3));
    expect(state.events[2]).toMatchObject({ id: '3', name: 'edit' });
    expect(payloads(state)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(requests).toBe(1);
    await until(
      () =>
        new Promise<number>((resolve, reject) =>
          http.getConnections((error, n) => (error ? reject(error) : resolve(n))),
        ),
      connections => connections === 0,
    );
  });

  test('what is not an event stream is said', async () => {
    const state = await sample({ type: 'sse', url: `${url}/page` }, failed);
    expect(state.text).toMatch(/does not answer with an event stream/);
  });

  test('an imported file is not read before it is confirmed, and its names lead to public addresses', async () => {
    const named = url.replace('127.0.0.1', hostname());
    const file = { source: { type: 'sse', url: named }, sinks: [{ type: 'stdout' }] };
    const id = await documents.save(undefined, 'Foreign', JSON.stringify(file), true);
    const look = () =>
      stateWith(
        signal => composer.sample(composed(file, id), signal),
        ({ text }) => !text.endsWith('no event yet.'),
      );
    await expect(look()).rejects.toMatchObject({ code: 'conflict' });
    await documents.confirm(id, { variables: [], folders: [] }, []);
    requests = 0;
    expect(await look()).toMatchObject({ events: [] });
    expect(requests).toBe(0);
  });
});

describe('what cannot be read is said', () => {
  test('a key that is missing', async () => {
    const text = 'There is no stream "none" yet.';
    const state = await sample({ type: 'stream', keys: ['none'] }, state => state.text.startsWith(text));
    expect(state.state).toBe('waiting');
  });

  test('a key of another type', async () => {
    await server.ask('SET', 'orders', 'x');
    expect(await sample({ type: 'stream', keys: ['orders'] }, failed)).toMatchObject({
      text: expect.stringContaining('"orders" holds a string, not a stream.'),
    });
    expect(await sample({ type: 'list', key: 'orders' }, failed)).toMatchObject({
      text: expect.stringContaining('"orders" holds a string, not a list.'),
    });
  });

  test('a command that the user may not run', async () => {
    await server.ask('ACL', 'SETUSER', 'blind', 'on', '>p', '~*', '&*', '+@all', '-xrevrange', '-lrange');
    const { composer: blind } = await openTestComposer(folder, server.target({ username: 'blind' }), 'p');
    await server.ask('XADD', 'orders', '*', 'n', 1);
    expect((await sample({ type: 'stream', keys: ['orders'] }, failed, blind)).text).toMatch(
      /xrevrange|XREVRANGE/,
    );
    await server.ask('ACL', 'DELUSER', 'blind');
  });

  test('a server that is not there', async () => {
    const { composer: lost } = await openTestComposer(
      folder,
      server.target({ address: { kind: 'tcp', host: '127.0.0.1', port: 1 } }),
    );
    const state = await sample(
      { type: 'channel', channels: ['a'] },
      ({ text }) => text.includes('Waiting for Redis'),
      lost,
    );
    expect(state.state).toBe('waiting');
  });

  test('a source with a mistake', async () => {
    await expect(sample({ type: 'stream' }, failed)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('source.keys'),
    });
  });
});
