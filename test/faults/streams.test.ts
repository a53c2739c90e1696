import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { ActionJob } from '#engine/actions/job.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import {
  apply,
  bytes,
  entriesOf,
  outcomes,
  pendingOf,
  preview,
  type ActionInput,
} from '../support/streams.ts';

const COUNT = 5_000;
const move: ActionInput = {
  kind: 'dead-letter',
  key: bytes('s'),
  group: bytes('g'),
  target: bytes('dead'),
  reason: 'test',
  selection: { by: 'filter', filter: {} },
};

let server: TestServer;
let client: RedisClient;

/** Every write reaches the disk before its reply: what was answered survives the kill. */
beforeEach(async () => {
  server = await startRedisServer(['--appendonly', 'yes', '--appendfsync', 'always']);
  client = await RedisClient.open(server.target(), { purpose: 'test' });
  await server.ask(
    'EVAL',
    `for i = 1, ${COUNT} do redis.call('XADD', 's', i .. '-0', 'n', i) end
     redis.call('XGROUP', 'CREATE', 's', 'g', '0')
     redis.call('XREADGROUP', 'GROUP', 'g', 'alice', 'COUNT', ${COUNT}, 'STREAMS', 's', '>')`,
    0,
  );
});
afterEach(async () => {
  client.close();
  await server.stop();
});

const movedIds = async () =>
  (await entriesOf(server, 'dead')).map(([, fields]) => fields[fields.indexOf('dead-letter.id') + 1]!);

describe('a server killed in the middle of moving dead letters', () => {
  test.each([100, 1_500, 3_000])(
    'after %i: no entry is lost, none acknowledged that was not moved',
    async after => {
      const job = new ActionJob();
      let killing: Promise<void> | undefined;
      job.changes.subscribe(() => {
        if (job.count('moved') >= after) killing ??= server.kill('SIGKILL');
      });
      const progress = await apply(client, move, job);
      expect(progress).toMatchObject({ state: 'lost', problem: { code: 'disconnected' } });
      expect(progress.message).toMatch(/may or may not have been carried out/);
      await killing;
      await server.restart();
      await until(
        () => server.ask('PING').catch(() => null),
        reply => reply !== null,
      );

      const pending = (await pendingOf(server, 's')).map(([id]) => id);
      const moved = await movedIds();
      expect(pending.length).toBeLessThan(COUNT);
      expect(pending.length).toBeGreaterThan(0);
      expect(new Set([...pending, ...moved]).size).toBe(COUNT);
      // One script is one step: nothing is both, or twice.
      expect(pending.length + moved.length).toBe(COUNT);
      expect(moved.length).toBeGreaterThanOrEqual(outcomes(progress).moved!);

      const again = await RedisClient.open(server.target(), { purpose: 'test' });
      expect((await preview(again, move)).act).toBe(
        `Move ${pending.length.toLocaleString('en-US')} entries to dead`,
      );
      expect(await apply(again, move)).toMatchObject({ state: 'done' });
      again.close();
      expect(await pendingOf(server, 's')).toEqual([]);
      expect(new Set(await movedIds()).size).toBe(COUNT);
    },
  );
});

test('a consumer that acknowledges during a move of dead letters is never overruled, and nothing is lost', async () => {
  const acknowledged: string[] = [];
  const consumer = await RedisClient.open(server.target(), { purpose: 'consumer' });
  const work = { goesOn: true };
  const consuming = (async () => {
    // From the end, where the move comes last, and across it.
    for (let id = COUNT; id > 0 && work.goesOn; id -= 3) {
      if ((await consumer.call('XACK', 's', 'g', `${id}-0`)) === '1') acknowledged.push(`${id}-0`);
    }
  })();
  const progress = await apply(client, move);
  work.goesOn = false;
  await consuming;
  consumer.close();
  const moved = await movedIds();
  expect(progress.state).toBe('done');
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(moved.filter(id => acknowledged.includes(id))).toEqual([]);
  expect(moved.length + acknowledged.length).toBe(COUNT);
  expect(await pendingOf(server, 's')).toEqual([]);
});

test('entries that another consumer claims during a move stay with it', async () => {
  const claimed: string[] = [];
  const rival = await RedisClient.open(server.target(), { purpose: 'rival' });
  const work = { goesOn: true };
  const claiming = (async () => {
    for (let id = COUNT; id > 0 && work.goesOn; id -= 7) {
      const reply = await rival.call('XCLAIM', 's', 'g', 'bob', 0, `${id}-0`, 'JUSTID');
      if (Array.isArray(reply) && reply.length > 0) claimed.push(`${id}-0`);
    }
  })();
  const rows = (await pendingOf(server, 's')).map(([id, , deliveries]) => ({
    id,
    consumer: bytes('alice'),
    deliveries,
  }));
  const progress = await apply(client, { ...move, selection: { by: 'rows', rows } });
  work.goesOn = false;
  await claiming;
  rival.close();
  const moved = new Set(await movedIds());
  expect(progress.state).toBe('done');
  expect(claimed.length).toBeGreaterThan(0);
  expect(claimed.filter(id => moved.has(id))).toEqual([]);
  expect((await pendingOf(server, 's')).map(([id]) => id).sort()).toEqual([...claimed].sort());
});

test('a group that is destroyed in the middle ends the action with what was done', async () => {
  const job = new ActionJob();
  let destroying: Promise<unknown> | undefined;
  job.changes.subscribe(() => {
    if (job.count('moved') >= 200) destroying ??= server.ask('XGROUP', 'DESTROY', 's', 'g');
  });
  const progress = await apply(client, move, job);
  await destroying;
  expect(progress.state).toBe('failed');
  expect(progress.problem?.message).toMatch(/group/);
  expect(await movedIds()).toHaveLength(outcomes(progress).moved!);
});
