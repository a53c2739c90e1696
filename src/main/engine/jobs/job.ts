import type { JobState } from '#shared/contract/jobs.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import { realClock, type Clock } from './clock.ts';

const TOLD_EVERY_MS = 100;

/** What any job tells of itself; see `src/shared/contract/jobs.ts`. */
export interface JobHead {
  state: JobState;
  problem: { code: string; message: string } | null;
  elapsedMs: number;
}

class Stopped extends Error {}

/** Ends a job as `lost`: what was under way may have been carried out. So does any `disconnected`. */
export class Lost extends Error {}

/**
 * A piece of long work: it begins, tells how far it is, can be stopped, and ends in one of a few ways with an account of what it did. It
 * goes on whatever the pace of those who watch. What the work is says the class that extends this, by `run` and `account`.
 */
export abstract class Job<Account extends object> {
  /** Of its state and its account. */
  readonly changes = new Changes();
  protected readonly clock: Clock;
  protected readonly startedAt: number;
  readonly #stopping = new AbortController();
  #state: JobState = 'running';
  #problem: JobHead['problem'] = null;
  #endedAt: number | undefined;

  constructor(clock: Clock = realClock) {
    this.clock = clock;
    this.startedAt = clock.now();
  }

  /** What was done so far. @param state as it is told together with it */
  protected abstract account(state: JobState): Account;

  /** Asks it to end at its next step. */
  stop(): void {
    this.#stopping.abort();
  }

  state(): JobHead & Account {
    return {
      state: this.#state,
      problem: this.#problem,
      elapsedMs: this.elapsedMs,
      ...this.account(this.#state),
    };
  }

  /** Its state until it has ended, the end included. Whoever stops looking stops it. */
  async *progress(signal: AbortSignal): AsyncGenerator<JobHead & Account> {
    try {
      for await (const state of this.changes.states(() => this.state(), signal, TOLD_EVERY_MS)) {
        yield state;
        if (state.state !== 'running') return;
      }
    } finally {
      this.stop();
    }
  }

  /** Aborted when it is to stop: for waits. */
  protected get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  protected get elapsedMs(): number {
    return (this.#endedAt ?? this.clock.now()) - this.startedAt;
  }

  /** Between two steps: ends the work here when that was asked for. */
  checkpoint(): void {
    if (this.stopping.aborted) throw new Stopped();
  }

  /**
   * Does the work, and never throws: how it ended is the state. It is done when `work` returns, stopped where `checkpoint` or `stopping` threw, lost at a
   * `Lost` or a `disconnected`, else failed.
   *
   * @param finish lets go of what the work held, before the end is told
   */
  protected async run(work: () => Promise<void>, finish: () => unknown = () => {}): Promise<void> {
    let end: JobState = 'done';
    try {
      await work();
    } catch (error) {
      if (error instanceof Stopped || (this.stopping.aborted && error === this.stopping.reason))
        end = 'stopped';
      else {
        this.#problem = problemOf(error);
        end = error instanceof Lost || this.#problem.code === 'disconnected' ? 'lost' : 'failed';
      }
    }
    this.#endedAt = this.clock.now();
    await finish();
    this.#state = end;
    this.changes.notify();
  }
}

function problemOf(error: unknown): { code: string; message: string } {
  const cause = error instanceof Lost ? (error.cause ?? error) : error;
  return {
    code: cause instanceof MillraceError ? cause.code : 'internal',
    message: cause instanceof Error ? cause.message : String(cause),
  };
}
