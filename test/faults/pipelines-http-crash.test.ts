import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { happened, startCommand } from '../support/command-line.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** The sink `http` over kill -9: every entry arrives, some of them more than once. */
let server: TestServer;
let receiver: HttpReceiver;
let folder: string;
beforeEach(async () => {
  server = await startRedisServer();
  receiver = await startHttpReceiver();
  folder = await mkdtemp(join(tmpdir(), 'millrace-http-crash-'));
});
afterEach(async () => {
  await receiver.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const KILLS = 4;
const ENTRIES = 200;

test('kill -9 between a request and its answer: nothing is lost', async () => {
  const path = join(folder, 'hook.json');
  const sinks = [{ type: 'http', url: receiver.url, batch: 50 }];
  await writeFile(path, JSON.stringify({ name: 'Hook', source: { type: 'stream', keys: ['in'] }, sinks }));
  let isHeld = true;
  // The first batch of each run is answered; the second is what a run dies with.
  receiver.answer = () => (isHeld && receiver.requests.length % 2 === 0 ? null : { status: 204 });
  for (let kill = 0; kill < KILLS; kill++) {
    for (let n = 0; n < ENTRIES / KILLS; n++) await server.ask('XADD', 'in', '*', 'n', `${kill}-${n}`);
    const asked = receiver.requests.length;
    const run = startCommand(['run', path], { REDIS_URL: server.url });
    await happened('it sends', () => receiver.requests.length > asked);
    run.signal('SIGKILL');
    await run.finished;
  }
  isHeld = false;
  const last = startCommand(['run', path], { REDIS_URL: server.url });
  const arrived = () => new Set(receiver.requests.flatMap(({ body }) => body.trim().split('\n')));
  await happened('all have arrived', () => arrived().size === ENTRIES);
  last.signal('SIGTERM');
  expect(await last.finished).toMatchObject({ code: 0 });
});
