import type { EngineHandlers } from '#shared/contract/index.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';

export function jobHandlers(jobs: PageJobs): EngineHandlers['jobs'] {
  return {
    stop: ({ jobId }, { page }) => jobs.stop(page.id, jobId),
  };
}
