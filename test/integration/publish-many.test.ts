import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PublishProgress } from '#shared/contract/pubsub.ts';
import type { Connection } from '#engine/connections/connection.ts';
import type { Feeds } from '#engine/feeds/feeds.ts';
import { PublishRun, type PublishPlan } from '#engine/pubsub/publish-run.ts';
import { openPayloadMaker } from '#engine/templates/templates.ts';
import type { PubSubSession } from '#engine/pubsub/session.ts';
import { channel, startListening, type Listening } from '../support/pubsub.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let listening: Listening;
let connection: Connection;
let feeds: Feeds;
let session: PubSubSession;

beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  listening = await startListening(server);
  ({ connection, feeds, session } = listening);
  session.subscribe(channel('out'));
  await listening.allActive();
});
afterEach(() => listening.stop());

const plan = async (
  count: number,
  perSecond: number | null,
  template = '{"n":{{seq}}}',
): Promise<PublishPlan> => ({
  channel: Buffer.from('out'),
  payloads: await openPayloadMaker(template, false),
  count,
  perSecond,
});
const received = () => session.state().counters.received;
const payloadAt = (seq: number) => Buffer.from(feeds.get(session.feedId).record(seq).payload).toString();

async function endOf(run: PublishRun, onProgress: (progress: PublishProgress) => void = () => {}) {
  let last: PublishProgress | undefined;
  for await (const progress of run.progress(new AbortController().signal)) onProgress((last = progress));
  return last!;
}

test('as fast as it goes: every message once, in order, and counted', async () => {
  const end = await endOf(new PublishRun(connection, await plan(20_000, null)));
  expect(end).toMatchObject({ state: 'done', sent: 20_000, count: 20_000, delivered: 20_000, problem: null });
  await until(received, count => count >= 20_000);
  expect(received()).toBe(20_000);
  expect([0, 1, 19_999].map(payloadAt)).toEqual(['{"n":0}', '{"n":1}', '{"n":19999}']);
  expect(end.bytes).toBe(session.state().counters.receivedBytes);
});

test.each([
  [20, 100],
  [1_000, 2_000],
])('%i messages at %i per second take their time', async (count, perSecond) => {
  const end = await endOf(new PublishRun(connection, await plan(count, perSecond)));
  expect(end.sent).toBe(count);
  const dueMs = ((count - 1) / perSecond) * 1_000;
  expect(end.elapsedMs).toBeGreaterThanOrEqual(dueMs);
  expect(end.perSecond).toBeLessThanOrEqual((count / dueMs) * 1_000);
});

test('stopped, it tells exactly how far it came', async () => {
  const run = new PublishRun(connection, await plan(1_000_000, 500));
  const end = await endOf(run, progress => {
    if (progress.sent > 20) run.stop();
  });
  expect(end.state).toBe('stopped');
  await until(received, count => count >= end.sent);
  expect(received()).toBe(end.sent);
  expect(end.sent).toBeLessThan(1_000_000);
});

test('a page that looks away stops it', async () => {
  const away = new AbortController();
  const run = new PublishRun(connection, await plan(1_000_000, 1_000));
  for await (const progress of run.progress(away.signal)) if (progress.sent > 20) break;
  const end = await endOf(run);
  expect(end.state).toBe('stopped');
});

test('a value that cannot be made ends it with the reason, what was sent before is counted', async () => {
  const end = await endOf(new PublishRun(connection, await plan(10, 1_000, '{{10 / (3 - seq)}}')));
  expect(end).toMatchObject({ state: 'failed' });
  expect(end.problem?.message).toMatch(/cannot be made/);
  await until(received, count => count >= end.sent);
  expect(received()).toBe(end.sent);
});

test('a server that goes away ends it with the reason', async () => {
  const run = new PublishRun(connection, await plan(1_000_000, 1_000));
  let killed: Promise<void> | undefined;
  const end = await endOf(run, progress => {
    if (progress.sent > 20) killed ??= server.kill('SIGKILL');
  });
  await killed;
  // Lost when a batch was under way, failed when there was no connection any more to send the next one.
  expect(['lost', 'failed']).toContain(end.state);
  expect(end.problem?.message).toBeTruthy();
  await server.restart();
});
