import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HeardBy } from '#shared/contract/feeds.ts';
import type { Engine } from '#engine/engine.ts';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let folder: string;
let redis: TestServer;
let engine: Engine;
let page: Awaited<ReturnType<typeof openTestPage>>;
let connectionId: string;

/** Millrace as it is started on a machine, with a server named. */
async function start(): Promise<void> {
  const named = { variable: '--redis', target: redis.target(), password: undefined };
  engine = await startTestEngine(folder, { redis: named });
  page = await openTestPage(engine);
  for await (const { open } of page.client.connections.watch())
    if (open[0]?.state.state === 'ready') {
      connectionId = open[0].profileId;
      return;
    }
}

async function end(): Promise<void> {
  page.close();
  await engine.close();
}

beforeEach(async () => {
  redis = await startRedisServer();
  folder = mkdtempSync(join(tmpdir(), 'millrace-subscriptions-'));
  await start();
});
afterEach(async () => {
  await end();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

const named = (kind: HeardBy['kind'], name: string | Buffer): HeardBy => ({
  kind,
  name: new Uint8Array(Buffer.from(name as string)),
});
const wanted = [
  named('channel', 'orders'),
  named('pattern', 'news.*'),
  named('channel', Buffer.from([0xff, 0])),
];
const text = (subscriptions: readonly HeardBy[]) =>
  subscriptions.map(({ kind, name }) => `${kind} ${Buffer.from(name).toString('hex')}`).sort();
const left = async () => text(await page.client.pubsub.left({ connectionId }));
async function subscribed(): Promise<string[]> {
  for await (const { subscriptions } of page.client.pubsub.watch({ connectionId }))
    return text(subscriptions);
  return [];
}

test('what was subscribed is offered once after a restart, and comes back with every byte of its names', async () => {
  await page.client.pubsub.subscribe({ connectionId, subscriptions: wanted });
  expect(await left()).toEqual([]);
  // It is on disk before anything ends.
  await until(
    () => {
      try {
        return readFileSync(join(folder, 'subscriptions.json'), 'utf8');
      } catch {
        return '';
      }
    },
    content => content.includes('news.*'),
  );
  await end();
  await start();
  expect(await subscribed()).toEqual([]);
  expect(await left()).toEqual(text(wanted));

  await page.client.pubsub.takeLeft({ connectionId, subscribe: true });
  expect(await left()).toEqual([]);
  expect(await subscribed()).toEqual(text(wanted));
  await until(
    async () => Number(await redis.ask('PUBLISH', 'orders', 'x')),
    receivers => receivers === 1,
  );
  await end();
  await start();
  expect(await left()).toEqual(text(wanted));
});

test('what nobody decided about stays, and what was left is not offered again', async () => {
  await page.client.pubsub.subscribe({ connectionId, subscriptions: wanted });
  await page.client.pubsub.unsubscribe({ connectionId, subscriptions: [wanted[0]!] });
  await end();
  await start();
  // Subscribed anew by hand, it is no longer asked about.
  await page.client.pubsub.subscribe({ connectionId, subscriptions: [wanted[1]!] });
  expect(await left()).toEqual(text([wanted[2]!]));
  await end();
  await start();
  expect(await left()).toEqual(text([wanted[1]!, wanted[2]!]));
  await page.client.pubsub.takeLeft({ connectionId, subscribe: false });
  await end();
  await start();
  expect(await left()).toEqual([]);
});
