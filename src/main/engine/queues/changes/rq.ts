import { deflateSync } from 'node:zlib';
import type { Command, Reply } from '../../connections/redis-client.ts';
import { rqParts } from '../rq-parts.ts';
import type { JobChange, JobFacts, Plan, ReadJob } from '../layout.ts';
import { countOf, textIn } from '../read-values.ts';
import { outOf, whetherAt } from './place.ts';

const RATE_LIMITED = 'The job has a rate limit: it has to be counted before it may run, which RQ does.';

/** What rq/registry.py and rq/queue.py of 3.0.0 do in `requeue`, `enqueue_job` and `delete`, in one transaction. */
const look = (job: ReadJob, { id }: JobFacts, from: Command): Command[] => [
  from,
  ['HMGET', jobKey(job, id), 'status', 'origin', 'ttl', 'rate_limit_key', 'group_id'],
  ['SCARD', `${jobKey(job, id)}:dependents`],
];

const jobKey = ({ queue }: ReadJob, id: string) => `${rqParts(queue).prefix}:job:${id}`;
const textOf = (reply: Reply | undefined) =>
  typeof reply === 'string' ? reply : Buffer.isBuffer(reply) ? textIn(reply) : null;

function lookIn([there, fields, dependents]: readonly Reply[]) {
  const [status, origin, ttl, rateLimit, group] = Array.isArray(fields) ? fields.map(textOf) : [];
  return {
    isThere: there !== null && there !== undefined,
    status: status ?? null,
    origin: origin ?? null,
    ttl: countOf(ttl ?? undefined),
    rateLimit: rateLimit ?? null,
    group: group ?? null,
    dependents: Number(dependents),
  };
}

/** As RQ writes times: UTC, with microseconds. */
const timeText = (now: number) => new Date(now).toISOString().replace('Z', '000Z');

/** A registry is left, the hash says queued, and the id goes to the end of the list that workers take from the beginning of. */
function enqueue(words: (id: string) => string, isAfresh: boolean): Pick<JobChange, 'reads' | 'plan'> {
  return {
    reads: (job, facts) => look(job, facts, ['ZSCORE', job.place.key, facts.id]),
    plan(job, facts, replies, now): Plan | { refused: string } {
      const { isThere, status, origin, ttl, rateLimit } = lookIn(replies);
      if (!isThere) return { refused: 'The job has left its place.' };
      if (status === null || origin === null)
        return { refused: 'Only its id is left: the job itself no longer exists.' };
      if (rateLimit !== null) return { refused: RATE_LIMITED };
      const { prefix } = rqParts(job.queue);
      const key = jobKey(job, facts.id);
      const queue = `${prefix}:queue:${origin}`;
      const afresh = isAfresh
        ? ['started_at', '', 'ended_at', '', 'exc_info', deflateSync(Buffer.alloc(0))]
        : [];
      return {
        sentence: words(facts.id),
        watched: [job.place.key, key],
        commands: [
          ['ZREM', job.place.key, facts.id],
          ['HSET', key, 'status', 'queued', 'enqueued_at', timeText(now), ...afresh],
          ...(ttl === null || ttl === 0 ? [] : [['EXPIRE', key, ttl] as Command]),
          ['SADD', `${prefix}:queues`, queue],
          ['RPUSH', queue, facts.id],
        ],
      };
    },
  };
}

/** https://python-rq.org/docs/jobs/#retrying-failed-jobs */
export const rqRetry: JobChange = {
  refused: state => (state === 'failed' ? null : 'Only failed jobs are put back into their queue.'),
  ...enqueue(id => `Moves job ${id} from failed to the end of its queue.`, true),
};

export const rqRun: JobChange = {
  refused: state => (state === 'delayed' ? null : 'Only scheduled jobs can be run now.'),
  ...enqueue(id => `Moves job ${id} from scheduled to the end of its queue.`, false),
};

export const rqDiscard: JobChange = {
  refused: state =>
    state === 'active' ? 'A worker holds the job: stop it with send_stop_job_command of RQ.' : null,
  reads: (job, facts) => look(job, facts, whetherAt(job, facts.id)),
  plan(job, facts, replies): Plan | { refused: string } {
    const { isThere, rateLimit, group, dependents } = lookIn(replies);
    if (!isThere) return { refused: 'The job has left its place.' };
    if (rateLimit !== null) return { refused: RATE_LIMITED };
    const { prefix } = rqParts(job.queue);
    const key = jobKey(job, facts.id);
    return {
      sentence: `Removes job ${facts.id} from ${job.place.key}, with its data and its results.`,
      watched: [key, ...(job.place.type === 'zset' ? [job.place.key] : [])],
      commands: [
        outOf(job, facts.id),
        ...(group === null ? [] : [['SREM', `${prefix}:group:${group}`, facts.id] as Command]),
        [
          'DEL',
          key,
          `${key}:dependents`,
          // With two colons, as RQ has it.
          `${prefix}:job::${facts.id}:dependencies`,
          `${prefix}:results:${facts.id}`,
        ],
      ],
      warnings:
        dependents > 0
          ? [`${dependents.toLocaleString('en-US')} jobs wait for this one to end; they will wait for ever.`]
          : [],
    };
  },
};
