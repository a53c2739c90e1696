import { noCounts } from '../events/batch.ts';
import type { PipelineFigures, PipelineRunState, ResultRow } from '#shared/contract/pipelines.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { textOf } from '#shared/pipeline/template.ts';
import { Changes } from '../../changes.ts';
import { toJson } from '../events/json.ts';
import { shownLag } from '../sources/lag.ts';
import type { PipelineLook } from '../thread/pipeline-messages.ts';
import type { PipelineThread } from '../thread/pipeline-thread.ts';
import { noRates, Rates } from './rates.ts';
import { SHOWN_ROWS, type Row } from '../sinks/rows.ts';
import type { PipelineStatus } from '../run/status.ts';

const MAX_LOG = 200;

/** What is kept of a run for screens: its log and newest rows, and of each pipeline the rates and what was seen last inside it. */
export class RunRecord {
  readonly changes = new Changes();
  readonly #log: { at: number; text: string }[] = [];
  readonly #rates = new Map<string, Rates>();
  readonly #looks = new Map<string, PipelineLook>();
  #rows: ResultRow[] = [];
  #seq = 0;

  say(text: string): void {
    this.#log.push({ at: Date.now(), text });
    if (this.#log.length > 2 * MAX_LOG) this.#log.splice(0, MAX_LOG);
    this.changes.notify();
  }

  /** @param rows in the order in which their windows closed */
  addRows(pipeline: string, rows: readonly Row[]): void {
    for (const row of rows) this.#rows.push(shownRow(pipeline, row, ++this.#seq));
    if (this.#rows.length > 2 * SHOWN_ROWS) this.#rows = this.#rows.slice(-SHOWN_ROWS);
    // What has closed since the last look is no longer open: it must not be seen twice.
    const look = this.#looks.get(pipeline);
    const closedUpTo = rows.at(-1)?.window.end;
    if (look && closedUpTo !== undefined)
      look.open = look.open.filter(({ window }) => Date.parse(window.end) > Date.parse(closedUpTo));
    this.changes.notify();
  }

  /** @param look null when nothing new could be seen */
  see({ file: { id }, status }: PipelineThread, look: PipelineLook | null): void {
    if (look) this.#looks.set(id, look);
    if (status) this.#ratesOf(id).read(status);
  }

  /** The run has ended, for good or to be started again: no window is open any more. */
  forgetOpen(): void {
    for (const look of this.#looks.values()) look.open = [];
  }

  /** The run is started again, and its counters begin at 0. */
  beginAnew(): void {
    this.#looks.clear();
    this.#rates.clear();
  }

  /** @param moves the run is at work: rates and lag are of now */
  figures(
    threads: readonly PipelineThread[],
    moves: boolean,
  ): Pick<PipelineRunState, 'pipelines' | 'rows' | 'open' | 'log'> {
    return {
      pipelines: threads.map(({ file, status }) => this.#figuresOf(file, status, moves)),
      rows: this.#rows.slice(-SHOWN_ROWS),
      open: threads.flatMap(({ file: { id } }) =>
        (this.#looks.get(id)?.open ?? []).map((row, index) => shownRow(id, row, index)),
      ),
      log: this.#log.slice(-MAX_LOG),
    };
  }

  #ratesOf(id: string): Rates {
    let rates = this.#rates.get(id);
    if (!rates) this.#rates.set(id, (rates = new Rates()));
    return rates;
  }

  #figuresOf({ id, source }: NamedPipeline, status: PipelineStatus | null, moves: boolean): PipelineFigures {
    const look = this.#looks.get(id);
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
  counts: noCounts(),
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
