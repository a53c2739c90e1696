import type { ExportProgress } from '#shared/contract/recordings.ts';
import { Job, type JobHead } from '../jobs/job.ts';

type Account = Omit<ExportProgress, keyof JobHead>;

/** The writing of a recording from what a feed holds. */
export class ExportJob extends Job<Account> {
  #account: Account = { name: null, messages: 0, total: 0, bytes: 0, lost: 0 };

  /** @param work throws what ends it */
  constructor(work: (job: ExportJob) => Promise<void>) {
    super();
    void this.run(() => work(this));
  }

  /** Aborted when it is to stop. */
  get signal(): AbortSignal {
    return this.stopping;
  }

  say(change: Partial<Account>): void {
    this.#account = { ...this.#account, ...change };
    this.changes.notify();
  }

  protected override account(): Account {
    return this.#account;
  }
}
