import { replacedMembers } from '../../json/replaced-members.ts';
import type { JobChange, JobFacts, Plan, ReadJob } from '../layout.ts';
import { countOf, objectIn, stringOf } from '../read-values.ts';
import { discardWhole } from './place.ts';
import { utf8Text } from '#shared/redis/text.ts';

/** From 8 on times are milliseconds. */
const FIRST_MILLISECONDS = 1e12;

/**
 * What `SortedEntry#retry` and `#add_to_queue` do (sidekiq/api.rb, client.rb of 6.4.1 to 8): the job leaves its set and goes to the queue that it names, with the
 * time. Middleware of the application that works on pushed jobs does not see it.
 */
function intoQueue(isRetry: boolean): Pick<JobChange, 'reads' | 'plan'> {
  return {
    reads: job => [['ZSCORE', job.place.key, job.member]],
    plan(job: ReadJob, facts: JobFacts, [score], now): Plan | { refused: string } {
      const text = utf8Text(job.member);
      const read = objectIn(job.member);
      const queue = stringOf(read?.queue);
      if (score === null || score === undefined) return { refused: 'The job has left its place.' };
      if (text === null || read === null || queue === null)
        return { refused: 'The job cannot be read: it names no queue to go to.' };
      const retries = countOf(read.retry_count);
      const isInMilliseconds = typeof read.created_at === 'number' && read.created_at >= FIRST_MILLISECONDS;
      const pushed = replacedMembers(text, {
        ...(isRetry && retries !== null ? { retry_count: String(retries - 1) } : {}),
        enqueued_at: isInMilliseconds ? String(now) : String(now / 1_000),
      });
      const space = job.queue.slice(0, -'queues'.length);
      return {
        sentence: `Moves ${facts.name ?? 'the job'} ${facts.id} from ${job.place.key} to the queue ${queue}.`,
        watched: [job.place.key],
        commands: [
          ['ZREM', job.place.key, job.member],
          ['SADD', `${space}queues`, queue],
          ['LPUSH', `${space}queue:${queue}`, pushed],
        ],
        warnings: [
          ...('bid' in read ? ['It belongs to a batch of Sidekiq Pro, which is not told.'] : []),
          'Client middleware of the application does not see it.',
        ],
      };
    },
  };
}

/** https://github.com/sidekiq/sidekiq/wiki/API */
export const sidekiqRetry: JobChange = {
  refused: state =>
    state === 'failed' || state === 'dead' ? null : 'Only jobs that failed or died are tried again.',
  ...intoQueue(true),
};

export const sidekiqRun: JobChange = {
  refused: state => (state === 'delayed' ? null : 'Only scheduled jobs can be run now.'),
  ...intoQueue(false),
};

export const sidekiqDiscard: JobChange = discardWhole(
  state =>
    state === 'active'
      ? 'A process works on it, and has taken it from Redis: stop the process to end it.'
      : null,
  job =>
    'bid' in (objectIn(job.member) ?? {}) ? ['It belongs to a batch of Sidekiq Pro, which is not told.'] : [],
);
