import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { PipelineThread, type PipelineThreadOptions } from '../thread/pipeline-thread.ts';
import type { Row } from '../sinks/rows.ts';
import { reportOf, type Report } from '../run/status.ts';

export interface PipelineRunOptions extends Omit<PipelineThreadOptions, 'file' | 'rows' | 'status' | 'log'> {
  pipelines: readonly NamedPipeline[];
  log: (pipeline: NamedPipeline, message: string) => void;
  rows?: (pipeline: NamedPipeline, rows: readonly Row[]) => void;
}

/** How long a stop may take before what is left is given up. */
const STOP_LIMIT_MS = 5_000;

/**
 * Runs the pipelines of one file together: what hears others is ready before anything else starts, and when all that others send has ended, it ends
 * too, after it has heard everything.
 */
export class PipelineRun {
  readonly threads: readonly PipelineThread[];
  /** Resolves when all are ready and the sources have been let go. Never rejects. */
  readonly running: Promise<void>;
  /** Resolves when all have ended well. Rejects with the first failure, after the others were stopped. */
  readonly ended: Promise<void>;
  readonly startedAt = Date.now();
  readonly #hearers: readonly PipelineThread[];
  #endedAt: number | null = null;
  #stopping = false;

  constructor({ pipelines, log, rows, ...options }: PipelineRunOptions) {
    this.threads = pipelines.map(
      file =>
        new PipelineThread({
          ...options,
          file,
          log: message => log(file, message),
          ...(rows && { rows: some => rows(file, some) }),
        }),
    );
    this.#hearers = this.threads.filter(({ file }) => kindOf(file.source).hearsOthers);
    const running = Promise.withResolvers<void>();
    this.running = running.promise;
    this.ended = this.#live(running.resolve).finally(() => (this.#endedAt = Date.now()));
    this.ended.catch(() => {});
  }

  /** Ends all in order, senders first. Whoever has not ended after five seconds is given up, with what was not written. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    const senders = this.threads.filter(thread => !this.#hearers.includes(thread));
    for (const thread of senders) thread.tell('stop');
    void Promise.allSettled(senders.map(({ ended }) => ended)).then(() => {
      for (const thread of this.threads) {
        if (senders.includes(thread)) continue;
        // What the senders published last would be lost to a channel; what has a position has it in the next run.
        if (senders.length > 0 && !kindOf(thread.file.source).hasPosition) thread.tell('drain');
        else thread.tell('stop');
      }
    });
    const timer = setTimeout(() => {
      for (const thread of this.threads) void thread.kill(notWritten(thread));
    }, STOP_LIMIT_MS);
    void this.ended.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
  }

  pause(): void {
    for (const thread of this.threads) thread.tell('pause');
  }

  resume(): void {
    for (const thread of this.threads) thread.tell('resume');
  }

  /** Lets the senders stop and the hearers hear everything that was sent. */
  drain(): void {
    if (this.#hearers.length === this.threads.length) for (const thread of this.threads) thread.tell('drain');
    else for (const thread of this.threads) if (!this.#hearers.includes(thread)) thread.tell('stop');
  }

  reports(): Report[] {
    return this.threads.map(({ status }) => reportOf(status, this.startedAt, this.#endedAt ?? Date.now()));
  }

  async #live(onRunning: () => void): Promise<void> {
    const hearers = this.#hearers;
    const senders = this.threads.filter(thread => !hearers.includes(thread));
    try {
      await Promise.all(this.threads.map(({ ready }) => ready));
      for (const thread of hearers) thread.tell('go');
      for (const thread of senders) thread.tell('go');
      onRunning();
      const allEnded = Promise.all(this.threads.map(({ ended }) => ended));
      if (senders.length > 0) {
        await Promise.race([Promise.all(senders.map(({ ended }) => ended)), allEnded]);
        if (!this.#stopping) for (const thread of hearers) thread.tell('drain');
      }
      await allEnded;
    } catch (error) {
      // The others end well; only then is it over.
      this.stop();
      await Promise.allSettled(this.threads.map(({ ended }) => ended));
      throw error;
    }
  }
}

function notWritten({ file, status }: PipelineThread): MillraceError {
  const left = status?.unflushed ?? 0;
  const why = status?.problem ? ` ${status.problem}` : '';
  const what = left > 0 ? `${left} events were read and are not written.` : 'It was still busy.';
  return new MillraceError(
    'timeout',
    `"${file.name}" did not end within ${STOP_LIMIT_MS / 1000} s. ${what}${why}`,
  );
}
