import type { RefusedEvent } from '#shared/contract/compose.ts';
import type { PipelineFigures, PipelineRunState } from '#shared/contract/pipelines.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Changes } from '../../changes.ts';
import { PipelineRun } from './pipeline-run.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import { RestartPolicy, startsOver } from './restart-policy.ts';
import { SHOWN_ROWS } from '../sinks/rows.ts';
import type { PipelineStatus } from '../run/status.ts';
import { RunRecord } from './run-record.ts';

const LOOK_EVERY_MS = 500;

export interface WatchedRunOptions {
  pipelines: readonly NamedPipeline[];
  access: RedisAccess;
  connectionId: string;
  offline: boolean;
  /** The file came from elsewhere. */
  imported?: boolean;
  /** Drop open windows that the edited file cannot go on from. */
  reset?: boolean;
  /** Nothing is written, nor changed by reading. */
  dry?: boolean;
  userAgent: string;
  /** Said first in its log. */
  note?: string;
}

/**
 * A run as screens see it: its state, counters with rates, the newest rows, open windows and samples. After a failure that may pass it is started
 * again by itself; the counters are of the last start.
 */
export class WatchedRun {
  readonly #record = new RunRecord();
  readonly #options: WatchedRunOptions;
  readonly #startsOver: boolean;
  readonly #policy = new RestartPolicy();
  readonly #looking: NodeJS.Timeout;
  readonly startedAt = Date.now();
  #run: PipelineRun;
  #phase: PipelineRunState['state'] = 'starting';
  #error: string | null = null;
  #asksReset = false;
  #endedAt: number | null = null;
  #restart: { at: number; attempt: number; timer: NodeJS.Timeout } | null = null;
  #restarts = 0;
  #isPaused = false;
  #isTakingSnapshots = false;
  /** The person has asked for its end: nothing starts it again. */
  #isLeaving = false;

  constructor(options: WatchedRunOptions) {
    this.#options = options;
    this.#startsOver = startsOver(options.pipelines);
    if (options.note !== undefined) this.#record.say(options.note);
    this.#run = this.#begin();
    this.#looking = setInterval(() => void this.#takeSnapshots(), LOOK_EVERY_MS);
  }

  /** Of everything that `state` shows. */
  get changes(): Changes {
    return this.#record.changes;
  }

  get connectionId(): string {
    return this.#options.connectionId;
  }

  get pipelines(): readonly NamedPipeline[] {
    return this.#options.pipelines;
  }

  get isLive(): boolean {
    return this.#endedAt === null;
  }

  /** Over, and no person has asked for that. */
  get endedByItself(): boolean {
    return !this.isLive && !this.#isLeaving;
  }

  /** Null while it runs. Milliseconds since the Unix epoch. */
  get endedAt(): number | null {
    return this.#endedAt;
  }

  /** How often it was started again after a failure. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Of each pipeline; null of one that has said nothing since the last start. */
  get statuses(): readonly (PipelineStatus | null)[] {
    return this.#run.threads.map(({ status }) => status);
  }

  get error(): string | null {
    return this.#error;
  }

  get phase(): PipelineRunState['state'] {
    return this.#phase;
  }

  /** Of each pipeline, without its rows. */
  get figures(): PipelineFigures[] {
    return this.#record.pipelineFigures(this.#run.threads, this.#moves);
  }

  get state(): PipelineRunState {
    const { offline } = this.#options;
    return {
      state: this.#phase,
      offline,
      connectionId: this.connectionId,
      startedAt: this.startedAt,
      endedAt: this.#endedAt,
      error: this.#error,
      asksReset: this.#asksReset,
      restart: this.#restart && { at: this.#restart.at, attempt: this.#restart.attempt },
      resumes: false,
      ...this.#record.figures(this.#run.threads, this.#moves),
    };
  }

  /** A sample of one of its pipelines, whole. @throws {MillraceError} `not-found` when it is no longer kept */
  refused(index: number, ref: string): RefusedEvent {
    const pipeline = this.pipelines[index];
    const found = pipeline && this.#record.refused(pipeline.id, ref);
    if (!found)
      throw new MillraceError(
        'not-found',
        'This event is no longer kept: too many newer ones did not count. Choose another one in the run.',
      );
    return found;
  }

  pause(): void {
    if (this.#phase !== 'running') return;
    this.#isPaused = true;
    this.#run.pause();
    this.#set('paused');
  }

  resume(): void {
    if (this.#phase !== 'paused') return;
    this.#isPaused = false;
    this.#run.resume();
    this.#set('running');
  }

  drain(): void {
    this.#leave();
    this.#run.resume();
    this.#run.drain();
  }

  /** Resolves when it has ended, however it did. */
  async stop(): Promise<void> {
    this.#leave();
    this.#run.stop();
    await this.#run.ended.catch(() => {});
  }

  /** Does not wait any longer with starting again after a failure. */
  restartNow(): void {
    if (!this.#restart) return;
    clearTimeout(this.#restart.timer);
    this.#restart = null;
    this.#error = null;
    this.#restarts++;
    this.#record.beginAnew();
    this.#record.say('Started again. The counters start from zero.');
    this.#set('starting');
    this.#run = this.#begin();
  }

  /** It is at work: rates and lag are of now. */
  get #moves(): boolean {
    return this.isLive && !this.#restart;
  }

  #begin(): PipelineRun {
    const {
      pipelines,
      access,
      offline,
      imported = false,
      reset = false,
      dry = false,
      userAgent,
    } = this.#options;
    const several = pipelines.length > 1;
    const run = new PipelineRun({
      pipelines,
      access,
      offline,
      imported,
      reset,
      dry,
      userAgent,
      watched: true,
      log: ({ name }, message) => this.#record.say(several ? `${name}: ${message}` : message),
      // Rows go to the screen; in the program there is no standard output.
      writeStdout: async () => {},
      rows: (file, rows) => this.#record.addRows(file.id, rows),
    });
    if (this.#isPaused) run.pause();
    let runningSince: number | null = null;
    void run.running.then(() => {
      runningSince = performance.now();
      if (this.#phase === 'starting') this.#set(this.#isPaused ? 'paused' : 'running');
    });
    void run.ended.then(
      () => this.#end('ended', null),
      (error: unknown) => this.#fail(error, runningSince === null ? 0 : performance.now() - runningSince),
    );
    return run;
  }

  #fail(error: unknown, ranForMs: number): void {
    this.#seeLast();
    const message = error instanceof Error ? error.message : String(error);
    if (this.#isLeaving) return this.#end('failed', message);
    this.#asksReset = error instanceof MillraceError && error.detail?.reset === true;
    const decision = this.#policy.decide(error, ranForMs);
    if (!decision.again || this.#startsOver) {
      const why = decision.again
        ? 'It starts from the beginning each time, so it would send its events a second time.'
        : decision.why;
      this.#record.say(`Failed: ${message}`);
      if (why !== null) this.#record.say(`Not started again. ${why}`);
      return this.#end('failed', why === null ? message : `${message} ${why}`);
    }
    const { delayMs, attempt } = decision;
    this.#record.say(`Failed: ${message}`);
    this.#record.say(`Starts again in ${delayMs / 1_000} s, attempt ${attempt}.`);
    const timer = setTimeout(() => this.restartNow(), delayMs);
    this.#restart = { at: Date.now() + delayMs, attempt, timer };
    this.#error = message;
    this.#record.forgetOpen();
    this.#set('restarting');
  }

  #leave(): void {
    if (!this.isLive) return;
    this.#isLeaving = true;
    if (!this.#restart) return this.#set('stopping');
    clearTimeout(this.#restart.timer);
    this.#restart = null;
    this.#record.say('Stopped while it waited to start again.');
    this.#end('ended', null);
  }

  #set(state: PipelineRunState['state']): void {
    if (!this.isLive) return;
    this.#phase = state;
    this.changes.notify();
  }

  #end(state: 'ended' | 'failed', error: string | null): void {
    clearInterval(this.#looking);
    this.#seeLast();
    this.#record.forgetOpen();
    this.#error = error;
    this.#phase = state;
    // With the phase: whoever hears of the end counts it as one.
    this.#endedAt ??= Date.now();
    this.changes.notify();
  }

  /** Samples that came since the newest look are in the last one alone. */
  #seeLast(): void {
    for (const thread of this.#run.threads) this.#record.see(thread, thread.lastSnapshot);
  }

  async #takeSnapshots(): Promise<void> {
    if (this.#restart || this.#isTakingSnapshots) return;
    this.#isTakingSnapshots = true;
    const run = this.#run;
    await Promise.all(
      run.threads.map(async thread => {
        const snapshot = await thread.snapshot(SHOWN_ROWS);
        if (run === this.#run) this.#record.see(thread, this.#moves ? snapshot : null);
      }),
    );
    this.#isTakingSnapshots = false;
    this.changes.notify();
  }
}
