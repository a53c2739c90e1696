import type { Command, Reply } from '../../connections/redis-client.ts';
import type { JobChange, JobFacts, Plan, ReadJob } from '../layout.ts';
import { textIn } from '../read-values.ts';
import { whetherAt } from './place.ts';

/** What `RunTask` and `DeleteTask` of asynq 0.26 do (internal/rdb/inspect.go), in one transaction. */
const taskKey = ({ queue }: ReadJob, { id }: JobFacts) => `${queue}:t:${id}`;
const groupOf = ({ queue, place }: ReadJob) => place.key.slice(`${queue}:g:`.length);
const textOf = (reply: Reply | undefined) =>
  typeof reply === 'string' ? reply : Buffer.isBuffer(reply) ? textIn(reply) : null;

const look = (job: ReadJob, facts: JobFacts): Command[] => [
  whetherAt(job, facts.id),
  ['HMGET', taskKey(job, facts), 'state', 'unique_key'],
  ['ZCARD', job.state === 'blocked' ? job.place.key : `${job.queue}:g:`],
];

/** The task has left its place, or its hash says that it is somewhere else. */
function refusalOf(job: ReadJob, [there, fields]: readonly Reply[]): string | null {
  const state = Array.isArray(fields) ? textOf(fields[0]) : null;
  if (there === null || there === undefined) return 'The task has left its place.';
  const expected = job.state === 'blocked' ? 'aggregating' : job.place.key.slice(job.queue.length + 1);
  return state === expected ? null : `The task says that it is ${state ?? 'gone'}, not ${expected}.`;
}

/** A group that has no more tasks is forgotten. */
function leaveGroup(job: ReadJob, replies: readonly Reply[]): Command[] {
  return job.state === 'blocked' && Number(replies[2]) === 1
    ? [['SREM', `${job.queue}:groups`, groupOf(job)]]
    : [];
}

const toPending: Pick<JobChange, 'reads' | 'plan'> = {
  reads: look,
  plan(job, facts, replies): Plan | { refused: string } {
    const refused = refusalOf(job, replies);
    if (refused !== null) return { refused };
    return {
      sentence: `Moves task ${facts.id} from ${job.place.key.slice(job.queue.length + 1)} to pending.`,
      watched: [job.place.key, taskKey(job, facts)],
      commands: [
        ['ZREM', job.place.key, facts.id],
        ...leaveGroup(job, replies),
        ['LPUSH', `${job.queue}:pending`, facts.id],
        ['HSET', taskKey(job, facts), 'state', 'pending'],
      ],
    };
  },
};

export const asynqRetry: JobChange = {
  refused: state =>
    state === 'failed' || state === 'dead' || state === 'completed'
      ? null
      : 'Only tasks that failed, were archived or are completed are run again.',
  ...toPending,
};

export const asynqRun: JobChange = {
  refused: state =>
    state === 'delayed' || state === 'blocked'
      ? null
      : 'Only scheduled tasks and tasks of a group can be run now.',
  ...toPending,
};

export const asynqDiscard: JobChange = {
  refused: state => (state === 'active' ? 'A worker holds the task: asynq deletes no active tasks.' : null),
  reads: (job, facts) => [...look(job, facts), ['GET', uniqueKeyOf(job)]],
  plan(job, facts, replies): Plan | { refused: string } {
    const refused = refusalOf(job, replies);
    if (refused !== null) return { refused };
    const uniqueKey = uniqueKeyOf(job);
    const holdsUnique = uniqueKey !== '' && textOf(replies[3]) === facts.id;
    return {
      sentence: `Deletes task ${facts.id} of ${job.place.key.slice(job.queue.length + 1)}.`,
      watched: [taskKey(job, facts), ...(job.place.type === 'zset' ? [job.place.key] : [])],
      commands: [
        job.place.type === 'list' ? ['LREM', job.place.key, 0, facts.id] : ['ZREM', job.place.key, facts.id],
        ...leaveGroup(job, replies),
        ...(holdsUnique ? [['DEL', uniqueKey] as Command] : []),
        ['DEL', taskKey(job, facts)],
      ],
    };
  },
};

/** The lock that no second task of its kind may be queued by; it stands in the hash. */
const uniqueKeyOf = ({ fields }: ReadJob) => textIn(fields.get('unique_key')) ?? '';
