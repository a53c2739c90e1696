import { inflated } from '../read-values.ts';
import { sidekiqDiscard, sidekiqRetry, sidekiqRun } from '../changes/sidekiq.ts';
import { list, zset, type JobFacts, type QueueLayout, type ReadJob } from '../layout.ts';
import {
  countOf,
  historyOf,
  objectIn,
  ofMilliseconds,
  ofSeconds,
  stringOf,
  type JsonObject,
} from '../read-values.ts';

const KEY = /^((?:.+:)?)queue:([^:]+)$/;
/** What is kept for all queues together; a namespace stands before it. */
const COMMON = /^((?:.+:)?)(?:queues|schedule|retry|dead|processes)$/;
/** `retry: true` means so many: https://github.com/sidekiq/sidekiq/wiki/Error-Handling */
const RETRIES = 25;
/** Seconds since the epoch up to 7, milliseconds from 8 on: no time of Sidekiq's is before 2004 in these. */
const FIRST_MILLISECONDS = 1e12;

const ALONE = 'Sidekiq keeps these for all queues together: see "all queues".';

/** Sidekiq: a queue of its own, or with the id `queues` what all of one namespace share. https://github.com/sidekiq/sidekiq/wiki/Job-Format */
export const sidekiq: QueueLayout = {
  framework: 'Sidekiq',
  queueOf: key => {
    const common = COMMON.exec(key)?.[1];
    return common === undefined ? (KEY.exec(key)?.[0] ?? null) : `${common}queues`;
  },
  toldBy: () => null,
  registries: ['queues'],
  isRegistry: key => /(?:^|:)queues$/.test(key),
  namedIn: (key, members) => [
    key,
    ...members.map(member => `${key.slice(0, -'queues'.length)}queue:${member}`),
  ],
  proof: queue => {
    const space = spaceOf(queue);
    const common = [`${space}retry`, `${space}dead`, `${space}schedule`, `${space}stat:processed`];
    return isCommon(queue) ? common : [queue, ...common];
  },
  nameOf: queue => (isCommon(queue) ? 'all queues' : queue.slice(queue.lastIndexOf(':') + 1)),
  sets: queue => (isCommon(queue) ? [`${spaceOf(queue)}processes`] : []),
  states: (queue, [processes = []]) => {
    const completed = { why: 'Sidekiq keeps no jobs that are done: it counts them in stat:processed.' };
    const blocked = { why: 'Jobs of Sidekiq do not wait for others.' };
    if (!isCommon(queue)) {
      const [active, delayed, failed, dead] = Array.from({ length: 4 }, () => ({ why: ALONE }));
      const waiting = [list(queue, 'jobs', true)];
      return {
        waiting,
        active: active!,
        delayed: delayed!,
        blocked,
        failed: failed!,
        dead: dead!,
        completed,
      };
    }
    const space = spaceOf(queue);
    return {
      waiting: { why: 'Each queue has its own waiting jobs.' },
      // `workers` up to 6, `work` from 7 on.
      active: processes.flatMap(name =>
        ['work', 'workers'].map(part => ({
          key: `${space}${name}:${part}`,
          type: 'hash' as const,
          holds: 'jobs' as const,
          lastFirst: false,
        })),
      ),
      delayed: [zset(`${space}schedule`, 'jobs')],
      blocked,
      failed: [zset(`${space}retry`, 'jobs')],
      dead: [zset(`${space}dead`, 'jobs', true)],
      completed,
    };
  },
  job: factsOf,
  changes: { retry: sidekiqRetry, run: sidekiqRun, discard: sidekiqDiscard },
};

const isCommon = (queue: string) => /(?:^|:)queues$/.test(queue);
const spaceOf = (queue: string) => queue.replace(/(?:queue:[^:]+|queues)$/, '');

function sidekiqTime(value: unknown): number | null {
  return typeof value === 'number' && value >= FIRST_MILLISECONDS ? ofMilliseconds(value) : ofSeconds(value);
}

function factsOf({ state, place, member, score }: ReadJob): JobFacts {
  const read = objectIn(member);
  // What a process works on: {queue, payload, run_at}, where the payload is text from 6.2 on.
  const work = state === 'active' ? read : null;
  const job: JsonObject | null =
    work === null ? read : (objectIn(stringOf(work.payload) ?? JSON.stringify(work.payload)) ?? null);
  const failures = job && 'failed_at' in job ? (countOf(job.retry_count) ?? 0) + 1 : null;
  const started = work === null ? null : sidekiqTime(work.run_at);
  const failed = sidekiqTime(job?.retried_at ?? job?.failed_at);
  const added = sidekiqTime(job?.enqueued_at ?? job?.created_at);
  const atScore = score === null ? null : score * 1_000;
  const [time, timeIs] = {
    delayed: [atScore, 'due'] as const,
    failed: [atScore, 'next try'] as const,
    dead: [atScore, 'died'] as const,
    active: [started, 'started'] as const,
    waiting: [added, 'added'] as const,
    blocked: [added, 'added'] as const,
    completed: [added, 'added'] as const,
  }[state];
  const error = [stringOf(job?.error_class), stringOf(job?.error_message)].filter(part => part !== null);
  return {
    id: stringOf(job?.jid) ?? '',
    name: stringOf(job?.wrapped ?? job?.class),
    time,
    timeIs,
    attempts: failures,
    attemptsOf:
      job?.retry === true
        ? RETRIES + 1
        : typeof job?.retry === 'number'
          ? (countOf(job.retry) ?? 0) + 1
          : null,
    error: error.length === 0 ? null : error.join(': ').split('\n', 1)[0]!,
    trace: traceOf(job?.error_backtrace),
    payload: job === null ? member : Buffer.from(argsOf(job)),
    fields: Object.entries(job ?? {})
      .filter(([name]) => name !== 'args' && name !== 'error_backtrace')
      .map(
        ([name, value]) =>
          [name, Buffer.from(stringOf(value) ?? JSON.stringify(value, withBigInts))] as const,
      ),
    history: historyOf(
      [sidekiqTime(job?.created_at), 'created'],
      [sidekiqTime(job?.enqueued_at), 'queued'],
      [started, 'started'],
      [sidekiqTime(job?.failed_at), 'failed for the first time'],
      [sidekiqTime(job?.retried_at), `failed again, ${failures ?? 'many'} times in all`],
      [failed !== null && state === 'failed' ? atScore : null, 'next try'],
      [state === 'dead' ? atScore : null, 'died'],
      [state === 'delayed' ? atScore : null, 'due'],
    ),
    keys: [{ key: place.key, what: 'the job' }],
  };
}

const argsOf = (job: JsonObject) => JSON.stringify(job.args ?? null, withBigInts);

/** ECMAScript's "JSON.parse source text access"; the types don't know it yet. */
const rawJson = (JSON as unknown as { rawJSON: (text: string) => object }).rawJSON;
function withBigInts(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJson(String(value)) : value;
}

/** Lines, as they are or as a JSON list in zlib in base64 (from 5.2 on). */
function traceOf(value: unknown): string | null {
  const lines =
    typeof value === 'string'
      ? objectIn(`{"of":${inflated(Buffer.from(value, 'base64'))?.toString() ?? 'null'}}`)?.of
      : value;
  return Array.isArray(lines) ? lines.map(String).join('\n') : null;
}
