import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { happened, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** A source that gives its events again at each connection, and gives them no id of its own: what is named in the event tells them apart. */
let server: TestServer;
let feed: Server;
let folder: string;
/** How often the feed was asked for. */
let connections: number;
const COUNT = 3_000;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-repeated-'));
  connections = 0;
  feed = createServer((_, response) => {
    connections++;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 50\n\n');
    let next = 0;
    const sending = setInterval(() => {
      for (let n = 0; n < 30 && next < COUNT; n++, next++)
        response.write(`data: {"kind":"k${next % 3}","meta":{"id":"e-${next}"}}\n\n`);
    }, 5);
    response.on('close', () => clearInterval(sending));
  });
  await new Promise<void>(resolve => feed.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  feed.closeAllConnections();
  feed.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test('over kill -9 and cuts each counts once', async () => {
  const path = join(folder, 'pipeline.json');
  await writeFile(
    path,
    JSON.stringify({
      name: 'Repeated',
      source: { type: 'sse', url: `http://127.0.0.1:${(feed.address() as AddressInfo).port}/` },
      dedupe: { by: 'event.meta.id' },
      groupBy: ['event.kind'],
      window: { type: 'tumbling', size: '1d' },
      aggregate: { n: { count: true } },
      sinks: [
        { type: 'timeSeries', prefix: 'n:', total: 'n' },
        { type: 'stream', key: 'rows' },
      ],
      flush: '50ms',
    }),
  );
  const counted = async () =>
    ((await server.ask('HVALS', 'n').catch(() => [])) as Buffer[]).reduce((sum, n) => sum + Number(n), 0);
  const start = () => startCommand(['run', path], { REDIS_URL: server.url });
  for (const part of [0.2, 0.5]) {
    const worker = start();
    await happened('it counts', async () => (await counted()) > part * COUNT);
    worker.signal('SIGKILL');
    await worker.finished;
  }
  const last = start();
  await happened('it counts on', async () => (await counted()) > 0.7 * COUNT);
  const cut = async () => {
    const before = connections;
    feed.closeAllConnections();
    await happened('it reads again', () => connections > before);
  };
  await cut();
  await happened('all is counted', async () => (await counted()) >= COUNT);
  // Everything comes once more.
  await cut();
  last.signal('SIGTERM');
  const { code, stderr } = await last.finished;
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      'an event that comes again counts once as long as its id (event.meta.id) is among the newest 10000',
    ),
  });
  expect(await counted()).toBe(COUNT);
  const rows = (await server.ask('XRANGE', 'rows', '-', '+')) as [Buffer, Buffer[]][];
  const sum = rows.reduce((total, [, fields]) => {
    const at = fields.findIndex(field => String(field) === 'n');
    return total + Number(String(fields[at + 1]));
  }, 0);
  expect(sum).toBe(COUNT);
});
