import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { QueueAction } from '#shared/contract/queue-actions.ts';
import type { JobState, QueueId } from '#shared/contract/queues.ts';
import { jobStates } from '#shared/queue-names.ts';
import type { Connection } from '#engine/connections/connection.ts';
import { previewJobAction } from '#engine/queues/job-action.ts';
import { layouts } from '#engine/queues/layouts.ts';
import { readQueueFigures } from '#engine/queues/queue-states.ts';
import { openConnection } from '../support/connection.ts';
import { serverOfFile } from '../support/file-server.ts';
import { writeKeyspace } from '../support/keyspace.ts';
import { applyToJob, countsText, firstJob, sampleQueues } from '../support/queues.ts';
import { plain } from '../support/streams.ts';

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

const ask = async (...command: [string, ...(string | number)[]]) => plain(await redis.server.ask(...command));
const bullmq: QueueId = { framework: 'BullMQ', queue: 'bull:paint' };
const sidekiq: QueueId = { framework: 'Sidekiq', queue: 'queues' };
const rq: QueueId = { framework: 'RQ', queue: 'rq:queue:paint' };
const asynq: QueueId = { framework: 'asynq', queue: 'asynq:{default}' };
const laravel: QueueId = { framework: 'Laravel', queue: 'shop_database_queues:default' };
const celery: QueueId = { framework: 'Celery', queue: 'celery' };

async function actionOn(id: QueueId, state: JobState, kind: QueueAction['kind']): Promise<QueueAction> {
  return { kind, ...(await firstJob(connection.client, id, state)) };
}

async function doTo(id: QueueId, state: JobState, kind: QueueAction['kind']) {
  const action = await actionOn(id, state, kind);
  const preview = await previewJobAction(connection.client, action);
  expect(preview.refused).toBeNull();
  const progress = await applyToJob(redis.server, action);
  expect(progress).toMatchObject({ state: 'done' });
  const { states } = await readQueueFigures(connection.client, id);
  return { action, preview, message: progress.message, counts: countsText(states) };
}

describe('BullMQ', () => {
  test('a failed job goes back to waiting as its library does it', async () => {
    const { action, counts, preview } = await doTo(bullmq, 'failed', 'retry');
    const key = `bull:paint:${action.id}`;
    expect(counts).toBe('5 waiting, 1 active, 1 delayed, 1 blocked, 1 completed');
    expect(preview.commands.map(command => command.split(' ')[0])).toEqual(
      'WATCH MULTI ZREM HDEL LPUSH ZADD XADD EXEC'.split(' '),
    );
    expect(await ask('LINDEX', 'bull:paint:wait', 0)).toBe(action.id);
    expect(await ask('HMGET', key, 'failedReason', 'finishedOn', 'processedOn', 'name')).toEqual([
      null,
      null,
      null,
      'fail',
    ]);
    expect(await ask('ZSCORE', 'bull:paint:marker', 0)).toBe('0');
    const [[, event]] = (await ask('XREVRANGE', 'bull:paint:events', '+', '-', 'COUNT', 1)) as [
      [string, string[]],
    ];
    expect(event).toEqual(['event', 'waiting', 'jobId', action.id, 'prev', 'failed']);
  });

  test('of a priority it goes among those; on a paused queue nobody is woken', async () => {
    const { id } = await actionOn(bullmq, 'failed', 'retry');
    await ask('HSET', `bull:paint:${id}`, 'priority', 7);
    await ask('HSET', 'bull:paint:meta', 'paused', 1);
    await ask('DEL', 'bull:paint:marker');
    const counter = Number(await ask('GET', 'bull:paint:pc'));
    const { preview } = await doTo(bullmq, 'failed', 'retry');
    expect(Number(await ask('ZSCORE', 'bull:paint:prioritized', id))).toBe(7 * 2 ** 32 + counter + 1);
    expect(await ask('EXISTS', 'bull:paint:marker')).toBe('0');
    expect(preview.sentence).toContain('The queue is paused');
  });

  test('of version 5 a paused queue has a list of its own, and a priority is lost', async () => {
    const { id } = await actionOn(bullmq, 'failed', 'retry');
    await ask('HSET', `bull:paint:${id}`, 'priority', 7);
    await ask('HSET', 'bull:paint:meta', 'paused', 1, 'version', 'bullmq:5.81.5');
    await doTo(bullmq, 'failed', 'retry');
    expect(await ask('LRANGE', 'bull:paint:paused', 0, -1)).toEqual([id]);
  });

  test('a delayed job is run now; a waiting one is removed with all that it has', async () => {
    const { counts } = await doTo(bullmq, 'delayed', 'run');
    expect(counts).toMatch(/^5 waiting, 1 active, 1 blocked/);
    const { action } = await doTo(bullmq, 'completed', 'discard');
    expect(await ask('EXISTS', `bull:paint:${action.id}`)).toBe('0');
  });

  test('what its library would look further for is left to it', async () => {
    const refusalOf = async (state: JobState, kind: QueueAction['kind']) =>
      (await previewJobAction(connection.client, await actionOn(bullmq, state, kind))).refused;
    const { id } = await actionOn(bullmq, 'failed', 'retry');
    expect(await refusalOf('active', 'discard')).toMatch(/removes no active jobs/);
    expect(await refusalOf('blocked', 'discard')).toMatch(/children/);
    // The next job of a scheduler, and one of its jobs that is not the next any more.
    const [scheduled] = (await ask('ZRANGE', 'bull:paint:repeat', 0, 0, 'WITHSCORES')) as string[];
    const made = (await ask('LRANGE', 'bull:paint:wait', 0, -1)) as string[];
    const own = made.find(name => name.startsWith(`repeat:${scheduled}:`))!;
    await ask('LREM', 'bull:paint:wait', 1, own);
    await ask('RPUSH', 'bull:paint:wait', own);
    expect(await refusalOf('waiting', 'discard')).toMatch(/scheduler/);
    await ask('ZINCRBY', 'bull:paint:repeat', 86_400_000, scheduled!);
    expect(await refusalOf('waiting', 'discard')).toBeNull();
    await ask('HSET', `bull:paint:${id}`, 'parentKey', 'bull:house:1');
    expect(await refusalOf('failed', 'retry')).toMatch(/belongs to a flow/);
    await ask('HSET', 'bull:paint:meta', 'version', 'bullmq:5.1.0');
    expect(await refusalOf('failed', 'retry')).toMatch(/another version/);
  });
});

describe('Sidekiq', () => {
  test('a failed job goes to the queue that it names; the digits of its arguments stay', async () => {
    const job =
      '{"class":"Mail","args":[12345678901234567890,{"2":1,"1":2}],"jid":"j1","queue":"mail","retry":true,"created_at":1795304479.5,"failed_at":1795304480.1,"retry_count":2}';
    await ask('DEL', 'retry');
    await ask('ZADD', 'retry', 1_795_304_495.5, job);
    await doTo(sidekiq, 'failed', 'retry');
    expect(await ask('ZCARD', 'retry')).toBe('0');
    const [pushed] = (await ask('LRANGE', 'queue:mail', 0, -1)) as [string];
    expect(pushed).toMatch(
      /^\{"class":"Mail","args":\[12345678901234567890,\{"2":1,"1":2\}\],"jid":"j1","queue":"mail","retry":true,"created_at":1795304479\.5,"failed_at":1795304480\.1,"retry_count":1,"enqueued_at":\d+(\.\d+)?\}$/,
    );
    expect(await ask('SISMEMBER', 'queues', 'mail')).toBe('1');
  });

  test('a dead one, a scheduled one, and a waiting one', async () => {
    expect((await doTo(sidekiq, 'dead', 'retry')).counts).toBe('1 active, 1 delayed, 1 failed');
    expect((await doTo(sidekiq, 'delayed', 'run')).counts).toBe('1 active, 1 failed');
    expect(await ask('LLEN', 'queue:default')).toBe('3');
    const queue: QueueId = { framework: 'Sidekiq', queue: 'queue:default' };
    const { preview } = await doTo(queue, 'waiting', 'discard');
    expect(preview.commands).toHaveLength(1);
    expect(preview.destructive).toBe(true);
    expect(await ask('LLEN', 'queue:default')).toBe('2');
  });
});

describe('RQ', () => {
  test('a failed job goes to the end of its queue, and says queued', async () => {
    const { action, counts } = await doTo(rq, 'failed', 'retry');
    expect(counts).toBe('2 waiting, 1 active, 1 delayed, 1 blocked, 1 completed');
    expect(await ask('LINDEX', 'rq:queue:paint', -1)).toBe(action.id);
    const [status, ended, enqueued] = (await ask(
      'HMGET',
      `rq:job:${action.id}`,
      'status',
      'ended_at',
      'enqueued_at',
    )) as string[];
    expect([status, ended]).toEqual(['queued', '']);
    expect(enqueued).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  test('a scheduled job is run now; a job is discarded with its results; one with a rate limit is left to RQ', async () => {
    await doTo(rq, 'delayed', 'run');
    expect(await ask('ZCARD', 'rq:scheduled:paint')).toBe('0');
    const limited = await actionOn(rq, 'failed', 'retry');
    await ask('HSET', `rq:job:${limited.id}`, 'rate_limit_key', 'k');
    expect((await previewJobAction(connection.client, limited)).refused).toMatch(/rate limit/);
    const { action } = await doTo(rq, 'completed', 'discard');
    expect(await ask('EXISTS', `rq:job:${action.id}`, `rq:results:${action.id}`)).toBe('0');
    const waiting = await actionOn(rq, 'waiting', 'discard');
    expect((await previewJobAction(connection.client, waiting)).warnings.join()).toContain('1 jobs wait');
  });
});

describe('asynq', () => {
  test('an archived task is pending again; a scheduled one is run; a pending one is deleted with its lock', async () => {
    const { action, counts } = await doTo(asynq, 'dead', 'retry');
    expect(counts).toBe('2 waiting, 1 delayed');
    expect(await ask('HGET', `asynq:{default}:t:${action.id}`, 'state')).toBe('pending');
    expect((await doTo(asynq, 'delayed', 'run')).counts).toBe('3 waiting');
    await ask('HSET', 'asynq:{default}:t:p1', 'unique_key', 'asynq:{default}:unique:x');
    await ask('SET', 'asynq:{default}:unique:x', 'p1');
    expect((await doTo(asynq, 'waiting', 'discard')).action.id).toBe('p1');
    expect(await ask('EXISTS', 'asynq:{default}:unique:x', 'asynq:{default}:t:p1')).toBe('0');
  });

  test('a task whose hash says another state is not touched', async () => {
    const action = await actionOn(asynq, 'dead', 'retry');
    await ask('HSET', `asynq:{default}:t:${action.id}`, 'state', 'active');
    expect((await previewJobAction(connection.client, action)).refused).toMatch(/says that it is active/);
    expect(await applyToJob(redis.server, action)).toMatchObject({
      state: 'failed',
      problem: { code: 'conflict' },
    });
    expect(await ask('ZCARD', 'asynq:{default}:archived')).toBe('1');
  });
});

test('Laravel: what is delayed is run now, with the mark that wakes a worker', async () => {
  expect((await doTo(laravel, 'delayed', 'run')).counts).toBe('3 waiting, 1 active');
  expect(await ask('LLEN', 'shop_database_queues:default:notify')).toBe('3');
});

test('Celery: a message that nobody has taken is removed', async () => {
  expect((await doTo(celery, 'waiting', 'discard')).counts).toBe('2 waiting');
});

test('what a framework has no way for says why, in each state of each of them', () => {
  for (const { changes, framework, states } of Object.values(layouts)) {
    for (const state of jobStates) {
      if ('why' in states(sampleQueues[framework].queue, [[], []])[state]) continue;
      const refusals = Object.values(changes).map(({ refused }) =>
        refused(state, sampleQueues[framework].queue),
      );
      for (const refusal of refusals) if (refusal !== null) expect(refusal).toMatch(/^[A-Z].+[.)]$/);
    }
  }
});

test('a job that somebody else took is told of, and nothing is done', async () => {
  const action = await actionOn(rq, 'failed', 'retry');
  await ask('DEL', 'rq:failed:paint');
  const progress = await applyToJob(redis.server, action);
  expect(progress).toMatchObject({ state: 'failed', problem: { code: 'not-found' } });
  expect(await ask('LLEN', 'rq:queue:paint')).toBe('1');
});

test('what changes between looking and doing is looked at again, a few times', async () => {
  const action = await actionOn(rq, 'failed', 'retry');
  let disturbed = 0;
  const once = async () => (disturbed++ === 0 ? ask('HSET', `rq:job:${action.id}`, 'meta', 'x') : undefined);
  expect(await applyToJob(redis.server, action, once)).toMatchObject({ state: 'done' });
  expect(disturbed).toBe(2);
  const other = await actionOn(sidekiq, 'failed', 'retry');
  const always = () => ask('ZADD', 'retry', 1, `{"jid":"n${disturbed++}"}`);
  const progress = await applyToJob(redis.server, other, always);
  expect(progress).toMatchObject({ state: 'failed', problem: { code: 'conflict' } });
  expect(progress.problem!.message).toMatch(/changed at each of 5 attempts. Nothing was changed/);
  expect(
    await ask('ZSCORE', 'retry', ((await ask('ZRANGE', 'retry', -1, -1)) as string[])[0]!),
  ).not.toBeNull();
  expect(await ask('LLEN', 'queue:default')).toBe('1');
});

test('what somebody else does meanwhile stays: a worker that takes the job right before it is discarded', async () => {
  const action = await actionOn(bullmq, 'completed', 'discard');
  const key = `bull:paint:${action.id}`;
  const take = async () => {
    await ask('ZREM', 'bull:paint:completed', action.id);
    await ask('HSET', key, 'processedOn', 1);
  };
  const progress = await applyToJob(redis.server, action, take);
  expect(progress).toMatchObject({ state: 'failed' });
  expect(await ask('EXISTS', key)).toBe('1');
});
