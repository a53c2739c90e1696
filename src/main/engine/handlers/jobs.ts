import type { EngineHandlers } from '#shared/contract/index.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';

export function jobHandlers(jobs: PageJobs): EngineHandlers['jobs'] {
  return {
    stop: ({ jobId }, { session }) => jobs.stop(session.id, jobId),
  };
}
