import { MillraceError } from '#shared/rpc/errors.ts';
import type { Job, JobHead } from './job.ts';

type AnyJob = Pick<Job<object>, 'stop'>;

/** The running jobs of all pages, by the names that pages give them: two pages may choose the same name. */
export class PageJobs {
  readonly #jobs = new Map<string, AnyJob>();

  /**
   * The progress of a job, which can be stopped by its name until it has ended.
   *
   * @param begin is not called when the name is taken
   * @throws {MillraceError} `conflict` when a job of that name is running on the page
   */
  async *follow<A extends object>(
    { pageId, jobId, signal }: { pageId: string; jobId: string; signal: AbortSignal },
    begin: () => Job<A> | Promise<Job<A>>,
  ): AsyncGenerator<JobHead & A> {
    const key = keyOf(pageId, jobId);
    if (this.#jobs.has(key)) throw new MillraceError('conflict', 'A job of that name is running.');
    const asked = { stopped: false, stop: () => void (asked.stopped = true) };
    this.#jobs.set(key, asked);
    try {
      const job = await begin();
      // It may have been stopped while it was made.
      if (asked.stopped) job.stop();
      this.#jobs.set(key, job);
      yield* job.progress(signal);
    } finally {
      this.#jobs.delete(key);
    }
  }

  /** Of a job that has ended there is nothing to stop. */
  stop(pageId: string, jobId: string): void {
    this.#jobs.get(keyOf(pageId, jobId))?.stop();
  }
}

function keyOf(pageId: string, jobId: string): string {
  return `${pageId} ${jobId}`;
}
