import type { PipelineFigures, PipelineRunState, ResultRow } from '#shared/contract/pipelines.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { textOf } from '#shared/pipeline/template.ts';
import { Changes } from '../changes.ts';
import { shownLag } from './lag.ts';
import type { PipelineLook } from './pipeline-messages.ts';
import { PipelineRun } from './pipeline-run.ts';
import { noRates, Rates } from './rates.ts';
import type { RedisAccess } from './redis-link.ts';
import { RestartPolicy, startsOver } from './restart-policy.ts';
import type { Row } from './rows.ts';
import type { PipelineStatus } from './status.ts';
import { toJson } from './json.ts';

const MAX_ROWS = 500;
const MAX_LOG = 200;
const LOOK_EVERY_MS = 500;

export interface WatchedRunOptions {
  pipelines: readonly NamedPipeline[];
  access: RedisAccess;
  connectionId: string;
  offline: boolean;
  userAgent: string;
  /** Said first in its log. */
  note?: string;
}

/**
 * A run as screens see it: its state, counters with rates, the newest rows, open windows and samples. After a failure that may pass it is started
 * again by itself; the counters are of the last start.
 */
export class WatchedRun {
  readonly changes = new Changes();
  readonly #options: WatchedRunOptions;
  readonly #startsOver: boolean;
  readonly #policy = new RestartPolicy();
  readonly #startedAt = Date.now();
  #run: PipelineRun;
  readonly #rates = new Map<string, Rates>();
  readonly #looks = new Map<string, PipelineLook>();
  readonly #log: { at: number; text: string }[] = [];
  readonly #looking: NodeJS.Timeout;
  #rows: ResultRow[] = [];
  #seq = 0;
  #state: PipelineRunState['state'] = 'starting';
  #error: string | null = null;
  #endedAt: number | null = null;
  #restart: { at: number; attempt: number; timer: NodeJS.Timeout } | null = null;
  #isPaused = false;
  /** The person has asked for its end: nothing starts it again. */
  #leaving = false;

  constructor(options: WatchedRunOptions) {
    this.#options = options;
    this.#startsOver = startsOver(options.pipelines);
    if (options.note !== undefined) this.#say(options.note);
    this.#run = this.#begin();
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  get isLive(): boolean {
    return this.#endedAt === null;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  get state(): PipelineRunState {
    const { connectionId, offline, pipelines } = this.#options;
    const restart = this.#restart && { at: this.#restart.at, attempt: this.#restart.attempt };
    return {
      state: this.#state,
      offline,
      connectionId,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      error: this.#error,
      restart,
      resumes: false,
      pipelines: this.#run.threads.map(({ file, status }) => this.#figures(file, status)),
      rows: this.#rows.slice(-MAX_ROWS),
      open: pipelines.flatMap(({ id }) =>
        (this.#looks.get(id)?.open ?? []).map((row, index) => shownRow(id, row, index)),
      ),
      log: this.#log.slice(-MAX_LOG),
    };
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#isPaused = true;
    this.#run.pause();
    this.#set('paused');
  }

  resume(): void {
    if (this.#state !== 'paused') return;
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
    this.#looks.clear();
    this.#rates.clear();
    this.#say('Started again. The counters begin anew.');
    this.#set('starting');
    this.#run = this.#begin();
  }

  #begin(): PipelineRun {
    const { pipelines, access, offline, userAgent } = this.#options;
    const several = pipelines.length > 1;
    const run = new PipelineRun({
      pipelines,
      access,
      offline,
      userAgent,
      watched: true,
      log: ({ name }, message) => this.#say(several ? `${name}: ${message}` : message),
      // Rows go to the screen; in the program there is no standard output.
      writeStdout: async () => {},
      rows: (file, rows) => this.#addRows(file.id, rows),
    });
    if (this.#isPaused) run.pause();
    let runningSince: number | null = null;
    void run.running.then(() => {
      runningSince = performance.now();
      if (this.#state === 'starting') this.#set(this.#isPaused ? 'paused' : 'running');
    });
    void run.ended.then(
      () => this.#end('ended', null),
      (error: unknown) => this.#fail(error, runningSince === null ? 0 : performance.now() - runningSince),
    );
    return run;
  }

  #fail(error: unknown, ranForMs: number): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#leaving) return this.#end('failed', message);
    const decision = this.#policy.decide(error, ranForMs);
    if (!decision.again || this.#startsOver) {
      const why = decision.again
        ? 'It starts from the beginning each time, and would send twice what it has sent.'
        : decision.why;
      this.#say(`Failed: ${message}`);
      if (why !== null) this.#say(`Not started again. ${why}`);
      return this.#end('failed', why === null ? message : `${message} ${why}`);
    }
    const { delayMs, attempt } = decision;
    this.#say(`Failed: ${message}`);
    this.#say(`Starts again in ${delayMs / 1_000} s, attempt ${attempt}.`);
    const timer = setTimeout(() => this.restartNow(), delayMs);
    this.#restart = { at: Date.now() + delayMs, attempt, timer };
    this.#error = message;
    for (const look of this.#looks.values()) look.open = [];
    this.#set('restarting');
  }

  #leave(): void {
    if (!this.isLive) return;
    this.#leaving = true;
    if (!this.#restart) return this.#set('stopping');
    clearTimeout(this.#restart.timer);
    this.#restart = null;
    this.#say('Stopped while it waited to start again.');
    this.#end('ended', null);
  }

  #set(state: PipelineRunState['state']): void {
    if (!this.isLive) return;
    this.#state = state;
    this.changes.notify();
  }

  #end(state: 'ended' | 'failed', error: string | null): void {
    clearInterval(this.#looking);
    for (const look of this.#looks.values()) look.open = [];
    this.#error = error;
    this.#set(state);
    this.#endedAt = Date.now();
    this.changes.notify();
  }

  #say(text: string): void {
    this.#log.push({ at: Date.now(), text });
    if (this.#log.length > 2 * MAX_LOG) this.#log.splice(0, MAX_LOG);
    this.changes.notify();
  }

  #addRows(pipeline: string, rows: readonly Row[]): void {
    for (const row of rows) this.#rows.push(shownRow(pipeline, row, ++this.#seq));
    if (this.#rows.length > 2 * MAX_ROWS) this.#rows = this.#rows.slice(-MAX_ROWS);
    this.changes.notify();
  }

  async #look(): Promise<void> {
    if (this.#restart) return;
    const run = this.#run;
    await Promise.all(
      run.threads.map(async thread => {
        const look = await thread.look(MAX_ROWS);
        if (run !== this.#run) return;
        if (look && this.isLive && !this.#restart) this.#looks.set(thread.file.id, look);
        if (thread.status) this.#ratesOf(thread.file.id).read(thread.status);
      }),
    );
    this.changes.notify();
  }

  #ratesOf(id: string): Rates {
    let rates = this.#rates.get(id);
    if (!rates) this.#rates.set(id, (rates = new Rates()));
    return rates;
  }

  #figures({ id, source }: NamedPipeline, status: PipelineStatus | null): PipelineFigures {
    const look = this.#looks.get(id);
    const moves = this.isLive && !this.#restart;
    const { counts, position, ...rest } = status ?? nothingYet;
    return {
      id,
      ...counts,
      ...rest,
      position: position === null ? null : toJson(position),
      ...(moves ? this.#ratesOf(id).perSecond : noRates),
      lag: shownLag(source, moves ? (look?.lag ?? null) : null, rest.waiting),
      invalidSamples: look?.invalid ?? [],
      lateSamples: look?.late ?? [],
      lastTransaction: look?.lastTransaction ?? null,
    };
  }
}

const nothingYet: PipelineStatus = {
  counts: { received: 0, decoded: 0, invalid: 0, unmatched: 0, matched: 0, late: 0, emitted: 0 },
  flushes: 0,
  gaps: 0,
  dropped: 0,
  overLimit: 0,
  position: null,
  watermark: null,
  openWindows: 0,
  openGroups: 0,
  unflushed: 0,
  waiting: 0,
  lastFlushMs: null,
  problem: null,
};

function shownRow(pipeline: string, row: Row, seq: number): ResultRow {
  const { window, key, open, approximate: _, ...values } = row;
  return {
    seq,
    pipeline,
    start: Date.parse(window.start),
    end: Date.parse(window.end),
    key: key.map(textOf).join(':'),
    values: Object.entries(values).map(([name, value]): [string, string] => [name, textOf(value)]),
    open: open === true,
  };
}
