import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { Inbox } from '#engine/pipelines/run/inbox.ts';
import type { SourceEvent } from '#engine/pipelines/events/event.ts';
import { SseSource } from '#engine/pipelines/sources/sse.ts';
import { until } from '../support/until.ts';

/** The event stream source against a real server that behaves well, badly and strangely. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Answers the first connection with the first answer, and so on; then 204. */
async function serve(...answers: Answer[]): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  server = createServer((request, response) => {
    requests.push(request);
    (answers[requests.length - 1] ?? ((_, last) => last.writeHead(204).end()))(request, response);
  });
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}
const events =
  (...chunks: (string | Buffer)[]): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const next = () => {
      const chunk = chunks.shift();
      if (chunk === undefined) response.end();
      else response.write(chunk, () => setTimeout(next, 5));
    };
    next();
  };

async function read(
  url: string,
  options: { headers?: Record<string, string>; lastId?: string; stallMs?: number } = {},
) {
  const logs: string[] = [];
  const source = new SseSource(
    { type: 'sse', url, headers: options.headers },
    { log: message => logs.push(message), gap: reason => logs.push(reason), dropped: () => {} },
    { userAgent: 'Millrace/test', stallMs: options.stallMs ?? 5_000 },
  );
  const inbox = new Inbox();
  await source.open(options.lastId === undefined ? null : { sse: options.lastId });
  await source.read(inbox, AbortSignal.timeout(15_000));
  const all: SourceEvent[] = [];
  for (let event = inbox.take(); event; event = inbox.take()) all.push(event);
  return { all, logs };
}

test('events of every form: several lines, names, comments, CRLF and characters split between chunks', async () => {
  const umlaut = Buffer.from('ü');
  const { url } = await serve(
    events(
      ': hello\n\nretry: 10\nid: 1\ndata: a\ndata: b\n\n',
      'event: tick\r',
      '\nid: 2\r\ndata: c\r',
      '\n\r\n',
      'data: d',
      umlaut.subarray(0, 1),
      umlaut.subarray(1),
      '\n\ndata: never finished',
    ),
  );
  const { all, logs } = await read(url);
  expect(all.map(({ payload, id, name }) => [payload, id, name])).toEqual([
    ['a\nb', '1', 'message'],
    ['c', '2', 'tick'],
    ['dü', '2', 'message'],
  ]);
  expect(logs.filter(line => line.includes('id of its own'))).toEqual([
    'Not every event of this stream has an id of its own: after a cut some may count again.',
  ]);
});

test('a stream whose events all have ids needs no word about them', async () => {
  const { url } = await serve(events('id: 1\ndata: a\n\nid: 2\ndata: b\n\n'), (_, response) =>
    response.writeHead(204).end(),
  );
  expect((await read(url)).logs.filter(line => line.includes('id of its own'))).toEqual([]);
});

test('it is asked for with a User-Agent, the headers given, and after a cut with the last id', async () => {
  const { url, requests } = await serve(
    events('retry: 10\nid: é-1\ndata: a\n\n'),
    (_, response) => response.destroy(),
    events('id: 3\ndata: b\n\n'),
  );
  const { all } = await read(url, { headers: { Authorization: 'Bearer x' }, lastId: '0' });
  expect(all.map(({ payload }) => payload)).toEqual(['a', 'b']);
  expect(requests[0]!.headers).toMatchObject({
    'user-agent': 'Millrace/test',
    authorization: 'Bearer x',
    'last-event-id': '0',
  });
  const sent = requests.map(({ headers }) =>
    Buffer.from(headers['last-event-id'] as string, 'latin1').toString(),
  );
  expect(sent).toEqual(['0', 'é-1', 'é-1', '3']);
});

test('a compressed body', async () => {
  const { url } = await serve((_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
      .end(gzipSync('retry: 10\ndata: packed\n\n')),
  );
  expect((await read(url)).all.map(({ payload }) => payload)).toEqual(['packed']);
});

test('429 and 503 are asked again, after Retry-After', async () => {
  const refusedAt: number[] = [];
  const refuse =
    (code: number, headers: Record<string, string>): Answer =>
    (_, response) => {
      refusedAt.push(performance.now());
      response.writeHead(code, headers).end();
    };
  const { url, requests } = await serve(
    refuse(429, { 'retry-after': '1' }),
    refuse(503, { 'retry-after': '0' }),
    (_, response) => {
      refusedAt.push(performance.now());
      events('retry: 10\nid: 1\ndata: a\n\n')(_, response);
    },
  );
  const { all, logs } = await read(url, { lastId: 'x' });
  expect(all).toHaveLength(1);
  expect(refusedAt[1]! - refusedAt[0]!).toBeGreaterThan(950);
  expect(requests[2]!.headers['last-event-id']).toBe('x');
  expect(logs.join()).toMatch(/answered 429.*1\.0 s.*answered 503/s);
});

test.each([
  [
    '404',
    (_: unknown, response: ServerResponse) => void response.writeHead(404).end(),
    /answered 404 \(there is nothing/,
  ],
  [
    '401',
    (_: unknown, response: ServerResponse) => void response.writeHead(401).end(),
    /answered 401 \(it wants credentials/,
  ],
  [
    'a page instead of a stream',
    (_: unknown, response: ServerResponse) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    /not answer with an event stream but with "text\/html"/,
  ],
])('%s is final, and explained', async (_, answer, message) => {
  const { url } = await serve(answer);
  await expect(read(url)).rejects.toThrow(message);
});

test('a stream that stalls is opened again', async () => {
  const { url, requests } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 10\nid: 7\ndata: a\n\n');
  });
  const { all, logs } = await read(url, { stallMs: 200 });
  expect(all).toHaveLength(1);
  expect(logs.join()).toMatch(/no bytes for 0\.2 s/);
  expect(requests[1]!.headers['last-event-id']).toBe('7');
});

test('the body is read no faster than events are taken', async () => {
  let written = 0;
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const line = `data: ${'x'.repeat(1_000)}\n\n`.repeat(64);
    const more = () => {
      while (response.write(line)) written += line.length;
      written += line.length;
      response.once('drain', more);
    };
    more();
  });
  const source = new SseSource(
    { type: 'sse', url },
    { log: () => {}, gap: () => {}, dropped: () => {} },
    { userAgent: 'x' },
  );
  const inbox = new Inbox(500);
  const stop = new AbortController();
  await source.open(null);
  const reading = source.read(inbox, stop.signal);
  await until(() => inbox.isFull, Boolean);
  // The sockets' buffers fill up, and then nothing more is taken.
  let held = { written: -1, since: 0 };
  await until(
    () => {
      if (written !== held.written) held = { written, since: performance.now() };
      return performance.now() - held.since;
    },
    unchangedMs => unchangedMs > 300,
    30_000,
  );
  expect(inbox.size).toBeLessThan(2_000);
  stop.abort();
  await reading;
});

describe('a redirect', () => {
  const to =
    (location: string, status = 302): Answer =>
    (_, response) =>
      response.writeHead(status, { location }).end();

  test('on the same host is followed', async () => {
    const { url, requests } = await serve(to('/other', 307), events('data: a\n\n'));
    const { all } = await read(url);
    expect(all.map(({ payload }) => payload)).toEqual(['a']);
    expect(requests[1]!.url).toBe('/other');
  });

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:1/',
    'http://127.0.0.1:1/\u202e',
    'file:///etc/passwd',
    'http://[',
  ])('to %s is not, and is said', async location => {
    const { url, requests } = await serve(to(encodeURI(location)));
    await expect(read(url, { headers: { authorization: 'secret' } })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/leads to .* name this address in the file/),
    });
    expect(requests).toHaveLength(1);
  });

  test('that has no end is given up', async () => {
    const { url, requests } = await serve(...Array.from({ length: 20 }, () => to('/')));
    await expect(read(url)).rejects.toThrow(/leads to/);
    expect(requests).toHaveLength(6);
  });
});
