import { expect, test } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Job, Lost } from './job.ts';
import { PageJobs } from './page-jobs.ts';

/** Counts steps; ends when it is told how. */
class Steps extends Job<{ steps: number }> {
  readonly #end = Promise.withResolvers<void>();
  #steps = 0;
  finished = 0;

  constructor() {
    super();
    void this.run(
      () => this.#end.promise.then(() => this.checkpoint()),
      () => this.finished++,
    );
  }

  step(): void {
    this.#steps++;
    this.changes.notify();
  }

  end(error?: Error): void {
    if (error) this.#end.reject(error);
    else this.#end.resolve();
  }

  protected override account(): { steps: number } {
    return { steps: this.#steps };
  }
}

const watching = () => new AbortController().signal;

async function endOf(job: Steps) {
  let last;
  for await (const state of job.progress(watching())) last = state;
  return last;
}

test.each([
  [undefined, { state: 'done', problem: null }],
  [new Lost('gone'), { state: 'lost', problem: { code: 'internal', message: 'gone' } }],
  [
    new MillraceError('disconnected', 'cut'),
    { state: 'lost', problem: { code: 'disconnected', message: 'cut' } },
  ],
  [new MillraceError('redis', 'no'), { state: 'failed', problem: { code: 'redis', message: 'no' } }],
  [new TypeError('x'), { state: 'failed', problem: { code: 'internal', message: 'x' } }],
])('ended with %o it says so, with what was done, and lets go of what it held', async (error, end) => {
  const job = new Steps();
  job.step();
  job.end(error);
  expect(await endOf(job)).toMatchObject({ ...end, steps: 1 });
  expect(job.finished).toBe(1);
});

test('stopped, it ends at its next step', async () => {
  const job = new Steps();
  job.stop();
  expect(job.state().state).toBe('running');
  job.end();
  expect(await endOf(job)).toMatchObject({ state: 'stopped', problem: null });
});

test('whoever stops looking stops it', async () => {
  const job = new Steps();
  for await (const state of job.progress(watching())) {
    expect(state.state).toBe('running');
    break;
  }
  job.end();
  expect(await endOf(job)).toMatchObject({ state: 'stopped' });
});

test('is stopped by its name on its own page, also while it is being made; a name is taken until the end', async () => {
  const jobs = new PageJobs();
  const mine = { pageId: 'a', jobId: 'x', signal: watching() };
  const made = Promise.withResolvers<Steps>();
  const following = jobs.follow(mine, () => made.promise);
  const first = following.next();
  await expect(jobs.follow(mine, () => new Steps()).next()).rejects.toMatchObject({ code: 'conflict' });
  jobs.stop('b', 'x');
  jobs.stop('a', 'x');
  const job = new Steps();
  made.resolve(job);
  expect((await first).value).toMatchObject({ state: 'running' });
  job.end();
  expect((await following.next()).value).toMatchObject({ state: 'stopped' });
  expect((await following.next()).done).toBe(true);
  jobs.stop('a', 'x');
});
