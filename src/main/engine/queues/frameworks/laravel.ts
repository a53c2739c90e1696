import { laravelDiscard, laravelRetry, laravelRun } from '../changes/laravel.ts';
import { list, zset, type JobFacts, type QueueLayout, type ReadJob } from '../layout.ts';
import { countOf, historyOf, isObject, objectIn, ofSeconds, stringOf } from '../read-values.ts';

const KEY = /^(.*(?:^|[^A-Za-z0-9])queues:[^:]+)(?::(?:delayed|reserved|notify))?$/;
const IN_DATABASE = 'Laravel keeps failed jobs in its database (the table failed_jobs), not in Redis.';

/** https://laravel.com/docs/queues, and Illuminate/Queue/RedisQueue.php. */
export const laravel: QueueLayout = {
  framework: 'Laravel',
  queueOf: key => KEY.exec(key)?.[1] ?? null,
  toldBy: key => KEY.exec(key)?.[1] ?? null,
  registries: [],
  isRegistry: () => false,
  namedIn: () => [],
  proof: queue => [queue, `${queue}:delayed`, `${queue}:reserved`],
  nameOf: queue => queue.slice(queue.lastIndexOf(':') + 1),
  states: queue => ({
    waiting: [list(queue, 'jobs', false)],
    active: [zset(`${queue}:reserved`, 'jobs')],
    delayed: [zset(`${queue}:delayed`, 'jobs')],
    blocked: { why: 'A chained job of Laravel is inside the job before it until its turn comes.' },
    failed: { why: IN_DATABASE },
    dead: { why: IN_DATABASE },
    completed: { why: 'Laravel keeps no jobs that are done.' },
  }),
  job: factsOf,
  changes: { retry: laravelRetry, run: laravelRun, discard: laravelDiscard },
};

function factsOf({ state, place, member, score }: ReadJob): JobFacts {
  const job = objectIn(member);
  const atScore = score === null ? null : score * 1_000;
  const added = ofSeconds(job?.pushedAt ?? job?.createdAt);
  const data = isObject(job?.data) ? job.data : null;
  const [time, timeIs] =
    state === 'delayed'
      ? ([atScore, 'due'] as const)
      : state === 'active'
        ? ([atScore, 'reserved until'] as const)
        : ([added, 'added'] as const);
  return {
    id: stringOf(job?.uuid ?? job?.id) ?? '',
    name: stringOf(job?.displayName ?? job?.job),
    time,
    timeIs,
    attempts: countOf(job?.attempts),
    attemptsOf: countOf(job?.maxTries),
    error: null,
    trace: null,
    // What the command holds is PHP's; it is shown and never loaded.
    payload: Buffer.from(stringOf(data?.command) ?? JSON.stringify(job?.data ?? null)),
    fields: Object.entries(job ?? {})
      .filter(([name]) => name !== 'data')
      .map(([name, value]) => [name, Buffer.from(stringOf(value) ?? JSON.stringify(value))] as const),
    history: historyOf([added, 'added'], [atScore, timeIs]),
    keys: [{ key: place.key, what: 'the job' }],
  };
}
