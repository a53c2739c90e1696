import { asynqTask } from '../../decode/asynq-task.ts';
import { asynqDiscard, asynqRetry, asynqRun } from '../changes/asynq.ts';
import { list, unknownJob, zset, type JobFacts, type QueueLayout, type ReadJob } from '../layout.ts';
import { historyOf, ofSeconds, textIn } from '../read-values.ts';

const KEY = /^(asynq:\{[^}]+\}):.+$/;

/** https://github.com/hibiken/asynq/blob/v0.26.0/internal/base/base.go */
export const asynq: QueueLayout = {
  framework: 'asynq',
  queueOf: key => KEY.exec(key)?.[1] ?? null,
  toldBy: () => null,
  registries: ['asynq:queues'],
  isRegistry: key => key === 'asynq:queues',
  namedIn: (_, members) => members.map(name => `asynq:{${name}}`),
  proof: () => ['asynq:queues'],
  nameOf: queue => queue.slice('asynq:{'.length, -1),
  sets: queue => [`${queue}:groups`],
  states: (queue, [groups = []]) => ({
    waiting: [list(`${queue}:pending`, 'ids', true)],
    active: [list(`${queue}:active`, 'ids', true)],
    delayed: [zset(`${queue}:scheduled`, 'ids')],
    blocked: groups.map(group => zset(`${queue}:g:${group}`, 'ids')),
    failed: [zset(`${queue}:retry`, 'ids')],
    dead: [zset(`${queue}:archived`, 'ids', true)],
    completed: [zset(`${queue}:completed`, 'ids', true)],
  }),
  hash: {
    key: (queue, id) => `${queue}:t:${id}`,
    // All that is known of a task is in one field, its payload too.
    row: () => ['msg', 'state', 'pending_since'],
    payload: () => [],
    whole: null,
  },
  job: factsOf,
  changes: { retry: asynqRetry, run: asynqRun, discard: asynqDiscard },
};

function factsOf({ queue, state, member, score, fields }: ReadJob): JobFacts {
  const id = member.toString();
  const message = fields.get('msg');
  const task = message ? asynqTask(message) : null;
  const keys = [{ key: `${queue}:t:${id}`, what: 'the task' }];
  if (!task) return { ...unknownJob(id), payload: message ?? null, keys };
  const nanoseconds = Number(textIn(fields.get('pending_since')) ?? NaN);
  const queued = nanoseconds > 0 ? nanoseconds / 1e6 : null;
  const failed = ofSeconds(task.lastFailedAt);
  const done = ofSeconds(task.completedAt);
  const atScore = score === null ? null : score * 1_000;
  const times = {
    waiting: [queued, 'added'],
    active: [null, 'started'],
    delayed: [atScore, 'due'],
    blocked: [atScore, 'added'],
    failed: [atScore, 'next try'],
    dead: [atScore, 'died'],
    completed: [done, 'done'],
  } as const;
  const [time, timeIs] = times[state];
  return {
    id,
    name: task.type,
    time,
    timeIs,
    attempts: task.retried + (failed === null ? 0 : 1),
    attemptsOf: task.retry + 1,
    error: task.errorMessage === '' ? null : task.errorMessage.split('\n', 1)[0]!,
    trace: task.errorMessage.includes('\n') ? task.errorMessage : null,
    payload: task.payload,
    fields: [
      ...[...fields].filter(([name]) => name !== 'msg'),
      ...Object.entries({
        retry: task.retry,
        retried: task.retried,
        timeout: task.timeout,
        deadline: task.deadline,
        retention: task.retention,
        unique_key: task.uniqueKey,
        group: task.groupKey,
      }).flatMap(([name, value]) =>
        value === '' || value === 0 ? [] : [[name, Buffer.from(String(value))] as const],
      ),
      ...task.headers.map(([name, value]) => [`header ${name}`, Buffer.from(value)] as const),
    ],
    history: historyOf(
      [queued, 'queued'],
      [failed, 'failed'],
      [done, 'done'],
      [state === 'delayed' ? atScore : null, 'due'],
      [state === 'failed' ? atScore : null, 'next try'],
      [state === 'dead' ? atScore : null, 'died'],
    ),
    keys,
  };
}
