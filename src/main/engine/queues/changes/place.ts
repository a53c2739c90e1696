import type { Command } from '../../connections/redis-client.ts';
import type { JobChange, JobFacts, Plan, ReadJob } from '../layout.ts';

type Member = ReadJob['member'] | JobFacts['id'];

/** Asks whether a job is in its place still: null where it is not. @param member as it stands there */
export function whetherAt({ place }: ReadJob, member: Member): Command {
  return [place.type === 'list' ? 'LPOS' : 'ZSCORE', place.key, member];
}

/** Takes a job out of its place. */
export function outOf({ place }: ReadJob, member: Member): Command {
  return place.type === 'list' ? ['LREM', place.key, 1, member] : ['ZREM', place.key, member];
}

/** Discarding a job that is kept whole in its place. @param warningsOf what somebody may expect in vain */
export function discardWhole(
  refused: JobChange['refused'],
  warningsOf: (job: ReadJob) => string[] = () => [],
): JobChange {
  return {
    refused,
    reads: job => [whetherAt(job, job.member)],
    plan(job, facts, [there]): Plan | { refused: string } {
      if (there === null || there === undefined) return { refused: 'The job has left its place.' };
      return {
        sentence: `Removes ${facts.name ?? 'the job'} ${facts.id} from ${job.place.key}.`,
        watched: [],
        commands: [outOf(job, job.member)],
        warnings: warningsOf(job),
      };
    },
  };
}
