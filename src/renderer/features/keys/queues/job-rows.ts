import type { JobRow, JobsPage } from '#shared/contract/queues.ts';
import { Listeners } from '../../../lib/listeners.ts';
import type { RowRange, RowSource, ShownRows } from '../../../ui/data-grid/row-source.ts';

const PAGE = 200;
/** Rows beyond the view that are asked for. */
const MARGIN = 40;
/** Rows that are kept, those nearest to the view. */
const MOST = 4_000;

type Load = (from: number, count: number, signal: AbortSignal) => Promise<JobsPage>;

/** Jobs of a state by their places, a million of them like ten: what is in view is read, and read again on request. */
export class JobRows implements RowSource<JobRow> {
  readonly #listeners = new Listeners();
  readonly #load: Load;
  readonly #ended = new AbortController();
  readonly #rows = new Map<number, JobRow>();
  #total: number | null = null;
  #shown: ShownRows = { first: 0, end: 0, following: false };
  #isLoading = false;
  #error: Error | null = null;
  #range: RowRange | undefined;

  constructor(load: Load) {
    this.#load = load;
    void this.#read(0);
  }

  readonly subscribe = this.#listeners.subscribe;

  close(): void {
    this.#ended.abort();
  }

  get error(): Error | null {
    return this.#error;
  }

  get total(): number | null {
    return this.#total;
  }

  range(): RowRange {
    return (this.#range ??= {
      start: 0,
      end: this.#total ?? 0,
      moreBefore: false,
      moreAfter: false,
      total: this.#total,
      loading: this.#total === null && this.#error === null,
      problem: null,
    });
  }

  at(position: number): JobRow | undefined {
    return this.#rows.get(position);
  }

  show(shown: ShownRows): void {
    this.#shown = shown;
    this.#readNearby();
  }

  /** Reads what is in view again: a queue at work changes. */
  async refresh(): Promise<void> {
    await this.#read(Math.max(0, this.#shown.first - MARGIN));
  }

  #readNearby(): void {
    if (this.#isLoading || this.#error !== null || this.#total === null) return;
    const end = Math.min(this.#total, this.#shown.end + MARGIN);
    for (let position = Math.max(0, this.#shown.first - MARGIN); position < end; position++)
      if (!this.#rows.has(position)) return void this.#read(position);
  }

  async #read(from: number): Promise<void> {
    if (this.#isLoading || this.#ended.signal.aborted) return;
    this.#isLoading = true;
    try {
      const page = await this.#load(from, PAGE, this.#ended.signal);
      this.#error = null;
      this.#total = page.total;
      for (const [index, job] of page.jobs.entries()) this.#put(from + index, job);
      for (const position of this.#rows.keys()) if (position >= page.total) this.#rows.delete(position);
      this.#forget();
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#error = error instanceof Error ? error : new Error(String(error));
    }
    this.#isLoading = false;
    this.#range = undefined;
    this.#listeners.notify();
    this.#readNearby();
  }

  /** The same object as long as nothing changed: it is not drawn anew. */
  #put(position: number, job: JobRow): void {
    const before = this.#rows.get(position);
    if (before && JSON.stringify(before) === JSON.stringify(job)) return;
    this.#rows.set(position, job);
  }

  #forget(): void {
    if (this.#rows.size <= MOST) return;
    const middle = (this.#shown.first + this.#shown.end) / 2;
    for (const position of this.#rows.keys())
      if (Math.abs(position - middle) > MOST / 2) this.#rows.delete(position);
  }
}
