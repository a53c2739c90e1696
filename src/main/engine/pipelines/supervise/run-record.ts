import { noCounts } from '../events/batch.ts';
import type { RefusedEvent } from '#shared/contract/compose.ts';
import type {
  EventSample,
  PipelineFigures,
  PipelineRunState,
  ResultRow,
} from '#shared/contract/pipelines.ts';
import { durationOfAtLeast } from '#shared/pipeline/duration.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { shownText } from '#shared/redis/text.ts';
import { Changes } from '../../changes.ts';
import { toJson } from '../events/json.ts';
import { shownLag } from '../sources/lag.ts';
import type { Sample } from '../events/samples.ts';
import type { PipelineSnapshot } from '../thread/pipeline-messages.ts';
import type { PipelineThread } from '../thread/pipeline-thread.ts';
import { noRates, Rates } from './rates.ts';
import { SeenSamples } from './seen-samples.ts';
import { shownRow } from './shown-row.ts';
import { SHOWN_ROWS, type Row } from '../sinks/rows.ts';
import type { PipelineStatus } from '../run/status.ts';

const MAX_LOG = 200;

/** What is kept of a run for screens: its log and newest rows, and of each pipeline the rates and what was seen last inside it. */
export class RunRecord {
  readonly changes = new Changes();
  readonly #log: { at: number; text: string }[] = [];
  readonly #rates = new Map<string, Rates>();
  readonly #snapshots = new Map<string, PipelineSnapshot>();
  readonly #samples = new SeenSamples();
  #rows: ResultRow[] = [];
  #seq = 0;

  say(text: string): void {
    this.#log.push({ at: Date.now(), text: shownText(text) });
    if (this.#log.length > 2 * MAX_LOG) this.#log.splice(0, MAX_LOG);
    this.changes.notify();
  }

  /** @param rows in the order in which their windows closed */
  addRows(pipeline: string, rows: readonly Row[]): void {
    for (const row of rows) this.#rows.push(shownRow(pipeline, row, ++this.#seq));
    if (this.#rows.length > 2 * SHOWN_ROWS) this.#rows = this.#rows.slice(-SHOWN_ROWS);
    // What has closed since the last snapshot is no longer open: it must not be seen twice.
    const snapshot = this.#snapshots.get(pipeline);
    const closedUpTo = rows.at(-1)?.window.end;
    if (snapshot && closedUpTo !== undefined)
      snapshot.open = snapshot.open.filter(({ window }) => Date.parse(window.end) > Date.parse(closedUpTo));
    this.changes.notify();
  }

  /** @param snapshot null when nothing new could be seen */
  see({ file: { id }, status }: PipelineThread, snapshot: PipelineSnapshot | null): void {
    if (snapshot) {
      this.#snapshots.set(id, snapshot);
      this.#keepSamples(id, snapshot);
    }
    if (status) this.#ratesOf(id).read(status);
  }

  /** A sample by its name; null where it is no longer kept. @param pipeline its id */
  refused(pipeline: string, ref: string): RefusedEvent | null {
    // Where a pipeline has ended, those that it showed last are still shown while others of the run push them out.
    const shown = this.#snapshots.get(pipeline);
    if (shown) this.#keepSamples(pipeline, shown);
    const found = this.#samples.find(`${pipeline} ${ref}`);
    if (!found) return null;
    const { at, reason, path, event, whole } = found;
    return {
      at,
      reason: shownText(reason),
      path: [...path],
      text: shownText(event),
      event: whole,
      late: found.late && {
        heardUpTo: found.late.heardUpTo,
        lateness: durationOfAtLeast(found.late.neededMs),
      },
    };
  }

  /** The run has ended, for good or to be started again: no window is open any more. */
  forgetOpen(): void {
    for (const snapshot of this.#snapshots.values()) snapshot.open = [];
  }

  /** The run is started again, and its counters begin at 0. */
  beginAnew(): void {
    this.#snapshots.clear();
    this.#rates.clear();
  }

  /** @param moves the run is at work: rates and lag are of now */
  figures(
    threads: readonly PipelineThread[],
    moves: boolean,
  ): Pick<PipelineRunState, 'pipelines' | 'rows' | 'open' | 'log'> {
    return {
      pipelines: this.pipelineFigures(threads, moves),
      rows: this.#rows.slice(-SHOWN_ROWS),
      open: threads.flatMap(({ file: { id } }) =>
        (this.#snapshots.get(id)?.open ?? []).map((row, index) => shownRow(id, row, index)),
      ),
      log: this.#log.slice(-MAX_LOG),
    };
  }

  /** @param moves as for `figures` */
  pipelineFigures(threads: readonly PipelineThread[], moves: boolean): PipelineFigures[] {
    return threads.map(({ file, status }) => this.#figuresOf(file, status, moves));
  }

  #keepSamples(id: string, { invalid, late }: PipelineSnapshot): void {
    for (const sample of [...invalid, ...late]) this.#samples.add(`${id} ${refOf(sample)}`, sample);
  }

  #ratesOf(id: string): Rates {
    let rates = this.#rates.get(id);
    if (!rates) this.#rates.set(id, (rates = new Rates()));
    return rates;
  }

  #figuresOf({ id, source }: NamedPipeline, status: PipelineStatus | null, moves: boolean): PipelineFigures {
    const snapshot = this.#snapshots.get(id);
    const { counts, position, ...rest } = status ?? nothingYet;
    return {
      id,
      ...counts,
      ...rest,
      position: position === null ? null : toJson(position),
      ...(moves ? this.#ratesOf(id).perSecond : noRates),
      lag: shownLag(source, moves ? (snapshot?.lag ?? null) : null, rest.waiting),
      invalidSamples: (snapshot?.invalid ?? []).map(shownSample),
      lateSamples: (snapshot?.late ?? []).map(shownSample),
      lastTransaction: snapshot?.lastTransaction ?? null,
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

/** What stands in an event is from elsewhere. */
function shownSample(sample: Sample): EventSample {
  const { at, reason, path, event, from, id } = sample;
  const shown = (text: string | null) => (text === null ? null : shownText(text));
  return {
    ref: refOf(sample),
    at,
    reason: shownText(reason),
    path: [...path],
    event: shownText(event),
    from: shown(from),
    id: shown(id),
  };
}

/** A run that is started again after a failure numbers its samples anew: the time tells them apart. */
const refOf = ({ late, number, at }: Sample): string => `${late ? 'late' : 'invalid'}-${number}-${at}`;
