import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

let redis: TestServer;
let folder: string;
/** Answers each request itself, as if it had fetched it: one event, and then the end. */
let proxy: Server;
let asked: string[] = [];
beforeAll(async () => {
  redis = await startRedisServer();
  folder = mkdtempSync(join(tmpdir(), 'millrace-proxy-'));
  let isFirst = true;
  proxy = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    if (!isFirst) return void response.writeHead(204).end();
    isFirst = false;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.end('id: 1\nretry: 10\ndata: {"n":7}\n\n');
  });
  proxy.on('connect', (_, socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    proxy.emit('connection', socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
beforeEach(() => (asked = []));
afterAll(async () => {
  proxy.close();
  proxy.closeAllConnections();
  await redis.stop();
  rmSync(folder, { recursive: true });
});

test('an event stream is read through the proxy of the environment', async () => {
  const file = join(folder, 'sse.json');
  const source = { type: 'sse', url: 'http://nowhere.invalid/stream' };
  writeFileSync(file, JSON.stringify({ name: 'proxied', source, sinks: [{ type: 'stdout' }] }));
  const env = {
    REDIS_URL: redis.url,
    HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  };
  const { code, stdout, stderr } = await runCommand(['run', file], env);
  expect([code, stdout.trim(), stderr.includes('nowhere.invalid: ')]).toEqual([0, '{"n":7}', false]);
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(new Set(asked)).toEqual(new Set(['nowhere.invalid/stream']));
});
