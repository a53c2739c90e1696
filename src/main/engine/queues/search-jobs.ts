import type { Condition } from '#shared/contract/condition.ts';
import type { JobSearchFrame, JobState, QueueId } from '#shared/contract/queues.ts';
import { EntryCondition } from '../conditions/entry-condition.ts';
import type { Commands } from '../connections/commands.ts';
import { readJobsOf, rowOf, type Job } from './read-jobs.ts';

/** Jobs read and judged in one step. */
const STEP = 500;
/** One search looks at no more; it can go on from there. */
const MOST_LOOKED = 100_000;
const REPORT_EVERY_MS = 100;
/** Jobs go to the thread as entries of a stream do; their own ids are no ids of entries, and are among what is known of them. */
const NO_ENTRY = '0-0';

interface JobSearch {
  state: JobState;
  from: number;
  condition: Condition;
  wanted: number;
}

/**
 * Looks for jobs whose payload matches, until enough are found, the end or a bound is reached; reports on the way what it has looked at. Jobs that
 * leave their places meanwhile are not seen, as in any walk through a queue at work.
 */
export async function* searchJobs(
  commands: () => Commands,
  id: QueueId,
  search: JobSearch,
  signal: AbortSignal,
): AsyncGenerator<JobSearchFrame> {
  const condition = await EntryCondition.open(search.condition, [], 'jobs');
  const { state, wanted } = search;
  let at = search.from;
  let [looked, matched, total] = [0, 0, 0];
  let found: Job[] = [];
  let reportedAt = performance.now();
  const report = (isEnd: boolean, next: number | null): JobSearchFrame => {
    const jobs = found.map(job => rowOf(state, job));
    found = [];
    reportedAt = performance.now();
    return {
      looked,
      total,
      matched,
      jobs,
      next,
      isEnd,
      failed: condition.failed,
      failure: condition.failure,
    };
  };
  try {
    while (looked < MOST_LOOKED && !signal.aborted) {
      const page = await readJobsOf(commands(), id, state, { from: at, count: STEP, depth: 'payload' });
      total = page.total;
      if (page.jobs.length === 0) return yield report(true, null);
      const matching = await condition.matching(
        Buffer.from(id.queue),
        page.jobs.map(({ facts }) => ({
          id: NO_ENTRY,
          fields: [Buffer.from(facts.name ?? ''), facts.payload ?? Buffer.alloc(0)],
        })),
        page.jobs.map(({ facts }) => metaOf(facts)),
      );
      for (const [index, job] of page.jobs.entries()) {
        looked++;
        at++;
        if (!matching[index]) continue;
        found.push(job);
        if (++matched === wanted) return yield report(true, at < total ? at : null);
      }
      if (performance.now() - reportedAt >= REPORT_EVERY_MS) yield report(false, at);
    }
    yield report(true, at < total ? at : null);
  } finally {
    condition.close();
  }
}

function metaOf({ id, name, attempts, error, time }: Job['facts']) {
  return {
    id,
    ...(name === null ? {} : { name }),
    ...(attempts === null ? {} : { attempts: BigInt(attempts) }),
    ...(error === null ? {} : { error }),
    ...(time === null ? {} : { time: BigInt(Math.floor(time)) }),
  };
}
