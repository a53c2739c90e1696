import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JobState, QueueId } from '#shared/contract/queues.ts';
import { queueFrameworks } from '#shared/queue-names.ts';
import { isTime } from '#shared/time-range.ts';
import type { Connection } from '#engine/connections/connection.ts';
import { DecodeThread } from '#engine/decode/decode-thread.ts';
import { findQueues, queuesOf } from '#engine/queues/find-queues.ts';
import { readJobDetail } from '#engine/queues/job-detail.ts';
import { readQueueFigures } from '#engine/queues/queue-states.ts';
import { readJobs } from '#engine/queues/read-jobs.ts';
import { searchJobs } from '#engine/queues/search-jobs.ts';
import { Recognition } from '#engine/recognise/recognition.ts';
import { openConnection } from '../support/connection.ts';
import { serverOfFile } from '../support/file-server.ts';
import { writeKeyspace } from '../support/keyspace.ts';
import { countsText, firstJob, sampleQueues } from '../support/queues.ts';

const redis = serverOfFile();
let connection: Connection;
beforeAll(async () => {
  connection = await openConnection(redis.server);
});
afterAll(() => connection.close());
beforeEach(async () => {
  await redis.server.ask('FLUSHALL');
  for (const { keys } of Object.values(sampleQueues)) await writeKeyspace(redis.server, keys);
});

const bullmq: QueueId = { framework: 'BullMQ', queue: 'bull:paint' };
const decoding = new DecodeThread();

async function detailOf(id: QueueId, state: JobState) {
  const { kind: _, ...job } = { kind: null, ...(await firstJob(connection.client, id, state)) };
  return readJobDetail(connection.client, decoding, id, job);
}

async function firstFinished() {
  const ended = new AbortController();
  for await (const found of findQueues(connection, new Recognition(), ended.signal))
    if (found.state !== 'looking') {
      ended.abort();
      return found;
    }
  throw new Error('It was not finished.');
}

test('all queues of all frameworks are found, and nothing else is one', async () => {
  await writeKeyspace(redis.server, {
    'shop:orders:meta': { hash: { version: '3' } },
    'myqueues:default': { list: ['x'] },
    'games:queue:mine': { list: ['{"class":"Mail"}'] },
  });
  const { queues, state } = await firstFinished();
  expect(state).toBe('finished');
  const named = queues.map(({ framework, name, states }) => `${framework} ${name}: ${countsText(states)}`);
  expect(named.sort()).toEqual([
    'BullMQ paint: 4 waiting, 1 active, 1 delayed, 1 blocked, 1 failed, 1 completed',
    'Celery celery: 3 waiting',
    'Celery taken by workers: 2 active',
    'Laravel default: 2 waiting, 1 active, 1 delayed',
    'RQ paint: 1 waiting, 1 active, 1 delayed, 1 blocked, 1 failed, 1 completed',
    'Sidekiq all queues: 1 active, 1 delayed, 1 failed, 1 dead',
    'Sidekiq default: 1 waiting',
    'asynq default: 1 waiting, 1 delayed, 1 dead',
  ]);
});

test('a key leads to its queue, as it is recognised or as a person said', async () => {
  const of = (keys: string[], framework: string | null = null) =>
    queuesOf(
      connection,
      new Recognition(),
      keys.map(key => Buffer.from(key)),
      framework,
    );
  expect(await of(['bull:paint:wait', 'bull:paint:2', 'queue:default', 'nothing', 'retry'])).toEqual([
    bullmq,
    { framework: 'Sidekiq', queue: 'queue:default' },
    { framework: 'Sidekiq', queue: 'queues' },
  ]);
  expect(await of(['app:jobs:wait'], 'BullMQ')).toEqual([{ framework: 'BullMQ', queue: 'app:jobs' }]);
  expect(await of(['app:jobs:wait'], 'Dapr')).toEqual([]);
});

interface Seen {
  id: QueueId;
  state: JobState;
  row: object;
}

const hour = (iso: string) => Date.parse(iso);
const seen: Seen[] = [
  { id: bullmq, state: 'failed', row: { name: 'fail', error: 'No paint', attempts: 1, timeIs: 'failed' } },
  {
    id: { framework: 'Sidekiq', queue: 'queues' },
    state: 'failed',
    row: { name: 'Fail', error: 'ArgumentError: No paint', attempts: 1, attemptsOf: 4 },
  },
  {
    id: { framework: 'Sidekiq', queue: 'queues' },
    state: 'dead',
    row: { name: 'Die', error: 'ArgumentError: No paint at all' },
  },
  {
    id: { framework: 'Sidekiq', queue: 'queues' },
    state: 'active',
    row: { name: 'Hold', timeIs: 'started' },
  },
  {
    id: { framework: 'RQ', queue: 'rq:queue:paint' },
    state: 'failed',
    row: { error: 'ValueError: No paint' },
  },
  { id: { framework: 'RQ', queue: 'rq:queue:paint' }, state: 'active', row: { name: 'rq_jobs.hold()' } },
  {
    id: { framework: 'RQ', queue: 'rq:queue:paint' },
    state: 'waiting',
    row: { name: 'a blue wall', timeIs: 'added' },
  },
  {
    id: { framework: 'Celery', queue: 'celery' },
    state: 'waiting',
    row: { name: 'paint.wall', attempts: 0 },
  },
  {
    id: { framework: 'Celery', queue: 'unacked' },
    state: 'active',
    row: { name: 'paint.wall', timeIs: 'due' },
  },
  {
    id: { framework: 'asynq', queue: 'asynq:{default}' },
    state: 'dead',
    row: {
      name: 'email:send',
      error: 'no such mailbox',
      attempts: 26,
      attemptsOf: 26,
      time: 1_795_304_373_000,
    },
  },
  {
    id: { framework: 'asynq', queue: 'asynq:{default}' },
    state: 'waiting',
    row: { id: 'p1', time: hour('2026-11-21T23:39:33Z') },
  },
  {
    id: { framework: 'Laravel', queue: 'shop_database_queues:default' },
    state: 'delayed',
    row: { id: 'l3', name: 'App\\Jobs\\Mail', time: 1_795_307_973_000, timeIs: 'due' },
  },
];

test.each(seen)('$id.framework: a job that is $state', async ({ id, state, row }) => {
  const { jobs, total } = await readJobs(connection.client, id, state, 0, 10);
  expect(total).toBe(jobs.length);
  expect(jobs[0]).toMatchObject({ state, isGone: false, ...row });
});

test("BullMQ's delayed score is the time that it is due times 4096", async () => {
  const { jobs } = await readJobs(connection.client, bullmq, 'delayed', 0, 10);
  const { hash } = sampleQueues.BullMQ.keys[`bull:paint:${jobs[0]!.id}`] as { hash: Record<string, string> };
  expect(jobs[0]!.time).toBe(Number(hash.timestamp) + Number(hash.delay));
});

test.each(queueFrameworks.filter(name => name !== 'Celery'))(
  'a score that is no time of a date is none: %s',
  async framework => {
    // Sidekiq keeps what is delayed in one place for all queues.
    const queue = framework === 'Sidekiq' ? 'queues' : sampleQueues[framework].queue;
    const id: QueueId = { framework, queue };
    const job = await firstJob(connection.client, id, 'delayed');
    const [member] = (await redis.server.ask('ZRANGE', job.key, 0, 0)) as [Buffer];
    for (const score of ['inf', '-inf', '1e300']) {
      await redis.server.ask('ZADD', job.key, score, member);
      const [row] = (await readJobs(connection.client, id, 'delayed', 0, 1)).jobs;
      expect([score, row!.time]).toEqual([score, null]);
      const { kind: _, ...place } = { kind: null, ...job };
      const { history } = await readJobDetail(connection.client, decoding, id, place);
      expect(history.filter(({ time }) => time !== null && !isTime(time))).toEqual([]);
    }
  },
);

test('a time in a job that no date can hold is none', async () => {
  const { id } = await firstJob(connection.client, bullmq, 'failed');
  await redis.server.ask('HSET', `${bullmq.queue}:${id}`, 'finishedOn', '1e300', 'timestamp', '9e15');
  const { time, history } = await detailOf(bullmq, 'failed');
  expect(time).toBeNull();
  expect(history.map(one => one.time).filter(one => one !== null)).toEqual([expect.any(Number)]);
});

describe('one job', () => {
  test('has its fields, its history and what it works on', async () => {
    const failed = await detailOf(bullmq, 'failed');
    expect(failed).toMatchObject({ name: 'fail', payload: { form: 'json' } });
    expect(failed.history.map(({ what }) => what)).toEqual(['added', 'started', 'failed']);
    expect(failed.keys.map(({ key }) => key)).toEqual(['bull:paint:failed', `bull:paint:${failed.id}`]);
  });

  test('of RQ and of Celery shows its pickle, which nobody loads', async () => {
    const job = await detailOf({ framework: 'RQ', queue: 'rq:queue:paint' }, 'waiting');
    expect(job.payload).toMatchObject({ steps: ['pickle'], form: 'text' });
    expect(Buffer.from(job.payload!.bytes!).toString()).toContain('"blue"');
    const tasks = (
      await readJobs(connection.client, { framework: 'Celery', queue: 'celery' }, 'waiting', 0, 9)
    ).jobs;
    const payloads = await Promise.all(
      tasks.map(task =>
        readJobDetail(connection.client, decoding, { framework: 'Celery', queue: 'celery' }, task),
      ),
    );
    expect(payloads.map(({ payload }) => payload?.steps.at(-1))).toEqual(['json', 'pickle', 'json']);
  });

  test('has the trace of what went wrong, decompressed', async () => {
    const rq = await detailOf({ framework: 'RQ', queue: 'rq:queue:paint' }, 'failed');
    expect(rq.trace).toContain('Traceback (most recent call last)');
    expect(rq.error).toBe('ValueError: No paint');
    const sidekiq = await detailOf({ framework: 'Sidekiq', queue: 'queues' }, 'dead');
    expect(sidekiq.trace).toContain('sidekiq_jobs.rb');
  });

  test('that has moved a little is found; one that has gone is told of', async () => {
    const id: QueueId = { framework: 'Laravel', queue: 'shop_database_queues:default' };
    const { jobs } = await readJobs(connection.client, id, 'waiting', 0, 10);
    await redis.server.ask('LPOP', id.queue);
    expect(await readJobDetail(connection.client, decoding, id, jobs[1]!)).toMatchObject({ id: 'l2', at: 0 });
    await expect(readJobDetail(connection.client, decoding, id, jobs[0]!)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('of which the id is known is found however far it has moved', async () => {
    const job = await firstJob(connection.client, bullmq, 'failed');
    const others = Array.from({ length: 2_000 }, (_, index) => [1e15 + index, `n${index}`]).flat();
    await redis.server.ask('ZADD', 'bull:paint:failed', ...others);
    expect(await readJobDetail(connection.client, decoding, bullmq, job)).toMatchObject({
      id: job.id,
      at: 2_000,
    });
    const waiting = await firstJob(connection.client, bullmq, 'waiting');
    await redis.server.ask(
      'RPUSH',
      'bull:paint:wait',
      ...Array.from({ length: 2_000 }, (_, index) => `n${index}`),
    );
    expect(await readJobDetail(connection.client, decoding, bullmq, waiting)).toMatchObject({
      name: 'wall',
      at: 2_000,
    });
  });

  test('of which only the id is left says so', async () => {
    await redis.server.ask('RPUSH', 'bull:paint:wait', 'lost');
    const { jobs } = await readJobs(connection.client, bullmq, 'waiting', 0, 1);
    expect(jobs[0]).toMatchObject({ id: 'lost', isGone: true, name: null });
  });
});

test('what is not known is not a number: another type, a state that is not kept', async () => {
  await redis.server.ask('DEL', 'bull:paint:wait');
  await redis.server.ask('SET', 'bull:paint:wait', 'x');
  const { states } = await readQueueFigures(connection.client, bullmq);
  expect(states.find(({ state }) => state === 'waiting')).toMatchObject({ count: null, why: null });
  expect(states.find(({ state }) => state === 'dead')!.why).toMatch(/has no dead jobs/);
});

test('a long list is read by places, what comes next first', async () => {
  await redis.server.ask('DEL', 'bull:paint:wait', 'bull:paint:prioritized');
  const ids = Array.from({ length: 3_000 }, (_, index) => `n${index}`);
  await redis.server.ask('LPUSH', 'bull:paint:wait', ...ids);
  await redis.server.ask('ZADD', 'bull:paint:prioritized', 1, 'p1', 2, 'p2');
  const page = await readJobs(connection.client, bullmq, 'waiting', 2_990, 100);
  expect(page.total).toBe(3_002);
  expect(page.jobs.map(({ id }) => id)).toEqual([...ids.slice(2_990), 'p1', 'p2']);
});

test('jobs are searched by what they work on', async () => {
  const search = async (id: QueueId, text: string, state: JobState = 'waiting') => {
    const frames = [];
    const condition = { language: 'cel' as const, text };
    const asked = { state, from: 0, condition, wanted: 10 };
    for await (const frame of searchJobs(() => connection.client, id, asked, new AbortController().signal))
      frames.push(frame);
    return { ...frames.at(-1)!, names: frames.flatMap(({ jobs }) => jobs.map(({ name }) => name)) };
  };
  const colors = await search(bullmq, 'event.color == "blue"');
  expect(colors).toMatchObject({
    looked: 4,
    matched: 1,
    isEnd: true,
    next: null,
    failed: 3,
    names: ['wall'],
  });
  expect(await search({ framework: 'Celery', queue: 'celery' }, 'event[0][0] == "blue"')).toMatchObject({
    matched: 1,
    looked: 3,
  });
  expect(
    await search(
      { framework: 'RQ', queue: 'rq:queue:paint' },
      'event.contains("blue") && meta.name == "a blue wall"',
    ),
  ).toMatchObject({ matched: 1 });
  expect(await search({ framework: 'Sidekiq', queue: 'queue:default' }, 'event[0] == "blue"')).toMatchObject({
    matched: 1,
  });
  expect(
    await search({ framework: 'asynq', queue: 'asynq:{default}' }, 'meta.attempts > 20', 'dead'),
  ).toMatchObject({ matched: 1 });
});

test('reading changes nothing', async () => {
  const changes = async () =>
    /rdb_changes_since_last_save:(\d+)/.exec(String(await redis.server.ask('INFO', 'persistence')))?.[1];
  const before = await changes();
  expect(before).toBeDefined();
  await firstFinished();
  for (const framework of queueFrameworks) {
    const id = { framework, queue: sampleQueues[framework].queue };
    await readQueueFigures(connection.client, id);
    await detailOf(id, 'waiting');
  }
  expect(await changes()).toBe(before);
});
