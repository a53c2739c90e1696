import type { PipelineFigures, PipelineRunState, ResultRow } from '#shared/contract/pipelines.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { textOf } from '#shared/pipeline/template.ts';
import { Changes } from '../changes.ts';
import type { PipelineLook } from './pipeline-messages.ts';
import { PipelineRun, type PipelineRunOptions } from './pipeline-run.ts';
import type { RedisAccess } from './redis-link.ts';
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
}

/** A run as screens see it: its state, counters with rates, the newest rows, open windows and samples. */
export class WatchedRun {
  readonly changes = new Changes();
  readonly #options: WatchedRunOptions;
  readonly #run: PipelineRun;
  readonly #rates = new Map<string, Rates>();
  readonly #looks = new Map<string, PipelineLook>();
  readonly #log: { at: number; text: string }[] = [];
  readonly #looking: NodeJS.Timeout;
  #rows: ResultRow[] = [];
  #seq = 0;
  #state: PipelineRunState['state'] = 'starting';
  #error: string | null = null;
  #endedAt: number | null = null;

  constructor(options: WatchedRunOptions) {
    const { pipelines, access, offline, userAgent } = options;
    this.#options = options;
    const several = pipelines.length > 1;
    const runOptions: PipelineRunOptions = {
      pipelines,
      access,
      offline,
      userAgent,
      watched: true,
      log: ({ name }, message) => this.#say(several ? `${name}: ${message}` : message),
      // Rows go to the screen; in the program there is no standard output.
      writeStdout: async () => {},
      rows: (file, rows) => this.#addRows(file.id, rows),
    };
    this.#run = new PipelineRun(runOptions);
    void this.#run.running.then(() => this.#set('running'));
    void this.#run.ended.then(
      () => this.#end('ended', null),
      (error: unknown) => this.#end('failed', error instanceof Error ? error.message : String(error)),
    );
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  get isLive(): boolean {
    return this.#endedAt === null;
  }

  get state(): PipelineRunState {
    const { connectionId, offline, pipelines } = this.#options;
    return {
      state: this.#state,
      offline,
      connectionId,
      startedAt: this.#run.startedAt,
      endedAt: this.#endedAt,
      error: this.#error,
      pipelines: this.#run.threads.map(({ file, status }) => this.#figures(file.id, status)),
      rows: this.#rows.slice(-MAX_ROWS),
      open: pipelines.flatMap(({ id }) =>
        (this.#looks.get(id)?.open ?? []).map((row, index) => shownRow(id, row, index)),
      ),
      log: this.#log.slice(-MAX_LOG),
    };
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#run.pause();
    this.#set('paused');
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#run.resume();
    this.#set('running');
  }

  drain(): void {
    this.#run.resume();
    this.#set('stopping');
    this.#run.drain();
  }

  /** Resolves when it has ended, however it did. */
  async stop(): Promise<void> {
    if (this.isLive) this.#set('stopping');
    this.#run.stop();
    await this.#run.ended.catch(() => {});
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
    await Promise.all(
      this.#run.threads.map(async thread => {
        const look = await thread.look(MAX_ROWS);
        if (look && this.isLive) this.#looks.set(thread.file.id, look);
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

  #figures(id: string, status: PipelineStatus | null): PipelineFigures {
    const look = this.#looks.get(id);
    const { counts, position, ...rest } = status ?? nothingYet;
    return {
      id,
      ...counts,
      ...rest,
      position: position === null ? null : toJson(position),
      ...(this.isLive ? this.#ratesOf(id).perSecond : noRates),
      invalidSamples: look?.invalid ?? [],
      lateSamples: look?.late ?? [],
      lastTransaction: look?.lastTransaction ?? null,
    };
  }
}

const noRates = { receivedPerSecond: 0, matchedPerSecond: 0, emittedPerSecond: 0 };

/** Rates over the last readings. */
class Rates {
  #before: { at: number; status: PipelineStatus } | null = null;
  perSecond = noRates;

  read(status: PipelineStatus): void {
    const at = performance.now();
    const before = this.#before;
    if (before && at - before.at < 900) return;
    this.#before = { at, status };
    if (!before) return;
    const rate = (name: 'received' | 'matched' | 'emitted') =>
      Math.max(0, ((status.counts[name] - before.status.counts[name]) * 1_000) / (at - before.at));
    this.perSecond = {
      receivedPerSecond: rate('received'),
      matchedPerSecond: rate('matched'),
      emittedPerSecond: rate('emitted'),
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
